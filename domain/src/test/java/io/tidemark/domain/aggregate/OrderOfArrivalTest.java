package io.tidemark.domain.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.Gap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The law: state, version and vector depend on the set of events, not on how they arrived. */
class OrderOfArrivalTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int HISTORIES = 2_000;

  @Test
  void anyOrderOfArrivalEndsInTheSameBytes() throws Exception {
    for (int seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      AggregateDefinition definition =
          Definitions.everyRule(SequencePolicy.contiguousFrom(1), 1 + random.nextInt(6));
      List<Event> events = events(random);
      String straight = run(definition, events, new Random(seed), false);
      List<Event> disordered = new ArrayList<>(events);
      for (Event event : events) {
        if (random.nextInt(10) == 0) {
          disordered.add(event);
        }
      }
      Collections.shuffle(disordered, random);
      assertEquals(straight, run(definition, disordered, random, true), "seed " + seed);
    }
  }

  private static List<Event> events(Random random) {
    List<Event> events = new ArrayList<>();
    int sources = 1 + random.nextInt(3);
    for (int source = 0; source < sources; source++) {
      int number = random.nextInt(12);
      for (int sequence = 1; sequence <= number; sequence++) {
        events.add(event(random, "/source" + source, sequence));
      }
    }
    return events;
  }

  /** Few values and few instants, so that ties and conflicts are the rule. */
  private static Event event(Random random, String source, long sequence) {
    String data =
        "{\"v\":\"v%d\",\"k\":\"k%d\",\"n\":%d.%d,\"s\":\"%s\"}"
            .formatted(
                random.nextInt(3),
                random.nextInt(2),
                random.nextInt(5),
                random.nextInt(100),
                List.of("OPEN", "PAID", "SHIPPED").get(random.nextInt(3)));
    Event.Header header =
        new Event.Header(
            source + "-" + sequence,
            source,
            sequence,
            "type" + random.nextInt(25),
            random.nextInt(8),
            null,
            null,
            null,
            null,
            observed(random, sequence),
            Map.of());
    return new Event(
        header, data.getBytes(StandardCharsets.UTF_8), new Position("things", 0, sequence));
  }

  /** Some tokens are honest, some stand for what never comes or comes later. */
  private static ConsistencyToken observed(Random random, long sequence) {
    if (random.nextInt(3) != 0) {
      return null;
    }
    Map<String, Long> vector = new TreeMap<>();
    for (int source = 0; source < 3; source++) {
      if (random.nextBoolean()) {
        vector.put("/source" + source, (long) random.nextInt((int) sequence + 3));
      }
    }
    return new ConsistencyToken(new EffectiveTime(random.nextInt(8), random.nextInt(2)), vector);
  }

  /** Plays the part of the actor: decides, journals, applies; now and then skips and recovers. */
  private static String run(
      AggregateDefinition definition, List<Event> events, Random random, boolean disturbed)
      throws IOException {
    EventInterpreter interpreter = new EventInterpreter(definition);
    AggregateState state = new AggregateState(definition, interpreter);
    List<JournalEvent> journal = new ArrayList<>();
    int at = 0;
    while (at < events.size()) {
      int size = disturbed ? Math.min(events.size() - at, 1 + random.nextInt(4)) : 1;
      List<Event> batch = new ArrayList<>();
      for (Event event : events.subList(at, at + size)) {
        batch.add(EventFormat.read(EventFormat.write(event)));
      }
      at += size;
      instruct(state, new Instruction.Deliver(batch), journal);
      List<Gap> gaps = state.gaps();
      if (disturbed && !gaps.isEmpty() && random.nextInt(6) == 0) {
        Gap gap = gaps.get(random.nextInt(gaps.size()));
        instruct(state, new Instruction.CloseGap(gap.source(), gap.to(), false), journal);
      }
      if (disturbed && random.nextInt(5) == 0) {
        JsonNode snapshot = ExactJson.mapper().readTree(state.save().toString());
        state = AggregateState.load(definition, interpreter, snapshot);
      } else if (disturbed && random.nextInt(5) == 0) {
        state = new AggregateState(definition, interpreter);
        journal.forEach(state::apply);
        settle(state, journal);
      }
    }
    while (state.waiting() > 0) {
      Gap gap = state.gaps().get(0);
      instruct(state, new Instruction.CloseGap(gap.source(), gap.to(), false), journal);
    }
    return new String(
        CarriedState.of(definition.type(), "id", state).value(), StandardCharsets.UTF_8);
  }

  private static void instruct(
      AggregateState state, Instruction instruction, List<JournalEvent> journal) {
    Decision decision = Deciding.decide(state, instruction, NOW);
    assertEquals(List.of(), decision.rejected());
    decision.journal().forEach(state::apply);
    journal.addAll(decision.journal());
    settle(state, journal);
  }

  private static void settle(AggregateState state, List<JournalEvent> journal) {
    if (state.isStale()) {
      Rebuild.rebuild(state, journal);
    }
  }
}
