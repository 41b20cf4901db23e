package io.tidemark.load.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The domain decides, Pekko delivers, PostgreSQL remembers: who may know whom. */
class ModuleBoundariesTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tidemark");
  }

  @Test
  void domainKnowsTheJdkAndJacksonAlone() {
    classes()
        .that()
        .resideInAPackage("io.tidemark.domain..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.tidemark.domain..", "java..", "com.fasterxml.jackson..")
        .check(classes);
  }

  @Test
  void streamsAndPersistenceDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.streams..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tidemark.persistence..", "io.tidemark.app..", "java.sql..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tidemark.streams..", "io.tidemark.app..", "org.apache.kafka..")
        .check(classes);
  }

  @Test
  void aProductionNodeCarriesNothingEmbedded() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.app..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.tidemark.load..", "io.zonky..", "kafka..")
        .check(classes);
  }

  @Test
  void theReferenceModelSharesNoDecisionWithTheDomain() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.load.model..")
        .and()
        .doNotHaveSimpleName("CustomFold") // calls the user's class, through the domain's types
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.domain.sequencing..",
            "io.tidemark.domain.clock..",
            "io.tidemark.domain.merge..",
            "io.tidemark.domain.aggregate..")
        .check(classes);
  }
}
