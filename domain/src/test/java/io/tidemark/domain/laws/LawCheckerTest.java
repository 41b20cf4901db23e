package io.tidemark.domain.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.laws.BadRules.Bad;
import io.tidemark.domain.laws.GoodRules.Good;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LawCheckerTest {

  static Stream<Bad> badRules() {
    return BadRules.all();
  }

  @ParameterizedTest
  @MethodSource("badRules")
  void findsASmallCounterExample(Bad bad) {
    long started = System.nanoTime();
    LawReport report = LawChecker.standard().check(bad.rule());
    long millis = (System.nanoTime() - started) / 1_000_000;
    CounterExample found =
        report.broken().stream()
            .filter(example -> example.law() == bad.law())
            .findFirst()
            .orElseThrow(() -> new AssertionError("not found: " + bad.law() + "\n" + report));
    assertTrue(found.writes() <= bad.writes(), report::toString);
    assertFalse(report.holds());
    assertTrue(millis < 60_000, millis + " ms");
  }

  static Stream<Good> goodRules() {
    return GoodRules.all();
  }

  @ParameterizedTest
  @MethodSource("goodRules")
  void findsNothingInAGoodRule(Good good) {
    // The limit is for machines that are busy otherwise.
    LawReport report = LawChecker.standard().withLimit(Duration.ofSeconds(60)).check(good.rule());
    report.requireHolds();
    assertTrue(report.complete(), report::toString);
    assertEquals(0, report.problems().size());
  }
}
