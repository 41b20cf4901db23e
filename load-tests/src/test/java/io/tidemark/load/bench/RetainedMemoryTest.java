package io.tidemark.load.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of what was removed stays within what {@code docs/merging.md} says. */
class RetainedMemoryTest {
  /** A removed member's own text, as these benchmarks have it, takes so many bytes. */
  private static final long TEXT = 80;

  @ParameterizedTest
  @CsvSource({"set, 130", "map, 130", "rw-set, 290"})
  void aRemovedMemberKeepsNoMoreThanDocumented(String rule, long documented) {
    long kept = RetainedMemory.perTombstone(rule, false).orElseThrow();
    assertTrue(kept <= documented + TEXT, () -> rule + " keeps " + kept + " bytes");
    assertTrue(kept > 0, () -> rule + " was measured to keep nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "map"})
  void aRemovalThatSaysWhatItObservedLeavesNothingBehind(String rule) {
    long kept = RetainedMemory.perTombstone(rule, true).orElseThrow();
    assertTrue(kept <= 1, () -> rule + " keeps " + kept + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "rw-set", "map"})
  void removingTheSameAgainKeepsNoMore(String rule) {
    FilledField field = new FilledField(rule, 100);
    bringAndRemove(field, 10);
    int before = values(field.state().save());
    bringAndRemove(field, 20);
    assertEquals(before, values(field.state().save()));
  }

  /** Often enough for every source to have had each of them. */
  private static void bringAndRemove(FilledField field, int times) {
    for (int time = 0; time < times; time++) {
      for (int i = 0; i < 100; i++) {
        field.apply(field.content(i));
      }
      field.removeAll(100, false);
    }
  }

  /** How much a snapshot holds: each number and text counts as one. */
  private static int values(JsonNode node) {
    int values = node.isValueNode() ? 1 : 0;
    for (JsonNode inner : node) {
      values += values(inner);
    }
    return values;
  }

  @Test
  void aMemberIsMeasuredToTakeAtLeastItsText() {
    assertTrue(RetainedMemory.perElement("set") > TEXT / 2);
  }
}
