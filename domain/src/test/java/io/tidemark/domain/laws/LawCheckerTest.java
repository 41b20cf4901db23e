package io.tidemark.domain.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.laws.BadRules.Bad;
import io.tidemark.domain.laws.GoodRules.Good;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  @Test
  void aRuleThatNeverReturnsIsReported() {
    CustomRule waiting =
        (current, write) -> {
          LockSupport.park();
          throw new IllegalStateException("somebody interrupted");
        };
    LawReport report = LawChecker.standard().withLimit(Duration.ofSeconds(1)).check(() -> waiting);
    assertTrue(report.toString().contains("apply has not returned for 1 s"), report::toString);
    assertEquals(Law.TOTAL, report.broken().get(0).law());
  }

  @Test
  void theSameSeedFindsTheSame() {
    LawReport once = searchForALimit(7);
    assertEquals(once.broken().get(0), searchForALimit(7).broken().get(0));
    assertEquals(7, once.seed());
  }

  private static LawReport searchForALimit(long seed) {
    Supplier<CustomRule> rule =
        BadRules.all().filter(bad -> bad.name().contains("three")).findFirst().orElseThrow().rule();
    return LawChecker.standard().withSeed(seed).withLimit(Duration.ofSeconds(60)).check(rule);
  }

  /** Takes nothing that anybody would think of. */
  private static final class Picky implements CustomRule {
    @Override
    public void check(JsonNode value) {
      if (!value.path("serial").asText().equals("X-77")) {
        throw new IllegalArgumentException("takes X-77 only");
      }
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return write.value();
    }
  }

  @Test
  void aRuleThatRefusesEverythingIsNotSaidToHold() {
    LawReport report = LawChecker.standard().check(Picky::new);
    assertFalse(report.holds());
    assertEquals(1, report.problems().size());
    assertTrue(report.problems().get(0).contains("its check refuses every value"));
  }
}
