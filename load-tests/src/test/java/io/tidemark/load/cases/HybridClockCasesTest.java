package io.tidemark.load.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.logs.RealData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * CockroachDB's tests of its hybrid clock. Its {@code now} is an event's time read after its
 * source's previous event; its {@code update} is the same with what the event had observed.
 */
class HybridClockCasesTest {

  @Test
  void theClockReadsAsTheTableSays() throws IOException {
    EffectiveTime clock = null;
    for (JsonNode step : theCase("hlc-cockroach-basic").get("flattened")) {
      clock = read(clock, step);
      if (step.has("expect")) {
        assertEquals(reading(step.get("expect")), clock, step::toString);
      }
    }
  }

  @Test
  void readingsAreOrdered() throws IOException {
    EffectiveTime clock = null;
    for (JsonNode step : theCase("hlc-order").get("flattened")) {
      if (step.has("call")) {
        EffectiveTime before = clock;
        clock = read(clock, step);
        assertTrue(before == null || before.isBefore(clock), step::toString);
      }
    }
  }

  /** CockroachDB counts a backward jump as an error; here it is an event like any other. */
  @Test
  void aClockThatJumpsBackStillGoesForward() throws IOException {
    EffectiveTime clock = null;
    for (JsonNode step : theCase("hlc-monotonicity-counter").get("steps")) {
      EffectiveTime before = clock;
      clock = read(clock, step);
      assertTrue(before == null || before.isBefore(clock), step::toString);
    }
    assertEquals(new EffectiveTime(100_000, 2), clock);
  }

  /** What CockroachDB persists as an upper bound is here the aggregate's own snapshot. */
  @Test
  void aRestartGoesOnAboveWhatWasRead() throws IOException {
    for (JsonNode start : theCase("hlc-restart-above-persisted").get("cases")) {
      Row before = row(1, start.get("persisted_upper").longValue());
      Row after = row(2, start.get("start").longValue());
      Example example = new Example("{ name: lww }", List.of(before, after));
      AggregateState state =
          Replay.of(example.definition(), example.events(List.of(before.name())));
      EffectiveTime persisted = state.token().clock();
      AggregateState restarted =
          AggregateState.load(
              example.definition(),
              new EventInterpreter(example.definition()),
              ExactJson.mapper().readTree(state.save().toString()));
      Replay.instruct(
          restarted,
          new ArrayList<>(),
          new Instruction.Deliver(example.events(List.of(after.name()))));
      assertTrue(persisted.isBefore(restarted.token().clock()), start::toString);
    }
  }

  private static Row row(long number, long nanos) {
    return new Row("Event" + number, "writer", number, nanos, Optional.empty(), "[]");
  }

  private static EffectiveTime read(EffectiveTime clock, JsonNode step) {
    EffectiveTime observed = step.has("input") ? reading(step.get("input")) : null;
    return EffectiveTime.next(step.get("wall").longValue(), EffectiveTime.later(clock, observed));
  }

  private static EffectiveTime reading(JsonNode pair) {
    return new EffectiveTime(pair.get(0).longValue(), pair.get(1).longValue());
  }

  private static JsonNode theCase(String id) throws IOException {
    JsonNode file = ExactJson.mapper().readTree(RealData.file("crdt", "hlc-cases.json").toFile());
    for (JsonNode entry : file.get("cases")) {
      if (entry.get("id").asText().equals(id)) {
        return entry;
      }
    }
    throw new IllegalStateException("hlc-cases.json has no case " + id);
  }
}
