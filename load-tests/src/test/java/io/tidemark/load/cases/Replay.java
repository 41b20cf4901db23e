package io.tidemark.load.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Rebuild;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.Gap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Plays events to an aggregate as its actor does: decide, journal, apply, rebuild when stale. */
final class Replay {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Up to here all orders of arrival are tried, beyond it that many at random. */
  private static final int ALL_ORDERS_OF = 5;

  private static final int RANDOM_ORDERS = 150;

  private Replay() {}

  /** The aggregate that has received those events, one by one, and waits for none. */
  static AggregateState of(AggregateDefinition definition, List<Event> arrivals) {
    return of(definition, arrivals, null);
  }

  /**
   * The same.
   *
   * @param impatience decides when missing numbers are given up; null: never
   */
  private static AggregateState of(
      AggregateDefinition definition, List<Event> arrivals, Random impatience) {
    AggregateState state = new AggregateState(definition, new EventInterpreter(definition));
    List<JournalEvent> journal = new ArrayList<>();
    for (Event event : arrivals) {
      // Through bytes, as between any two nodes, so that nothing derived is shared between runs.
      Event arrived = EventFormat.read(EventFormat.write(event));
      instruct(state, journal, new Instruction.Deliver(List.of(arrived)));
      List<Gap> gaps = state.gaps();
      if (impatience != null && !gaps.isEmpty() && impatience.nextBoolean()) {
        Gap gap = gaps.get(impatience.nextInt(gaps.size()));
        instruct(state, journal, new Instruction.CloseGap(gap.source(), gap.to(), false));
      }
    }
    assertEquals(0, state.waiting(), "all events are there, so none may wait");
    return state;
  }

  /** Plays an instruction, and adds to the aggregate's journal what comes of it. */
  static void instruct(AggregateState state, List<JournalEvent> journal, Instruction instruction) {
    Decision decision = Deciding.decide(state, instruction, NOW);
    assertEquals(List.of(), decision.rejected());
    decision.journal().forEach(state::apply);
    journal.addAll(decision.journal());
    if (state.isStale()) {
      Rebuild.rebuild(state, journal);
    }
  }

  /**
   * What the aggregate announces after those events: the same bytes whatever order they arrived in,
   * whichever of them twice, and whatever was given up meanwhile and came after all.
   */
  static JsonNode announced(AggregateDefinition definition, List<Event> events) {
    String straight = announcement(of(definition, events));
    Random impatience = new Random(1);
    for (List<Event> order : orders(events)) {
      assertEquals(straight, announcement(of(definition, order)), () -> "in the order " + order);
      assertEquals(
          straight,
          announcement(of(definition, order, impatience)),
          () -> "impatiently, in the order " + order);
    }
    try {
      return ExactJson.mapper().readTree(straight);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String announcement(AggregateState state) {
    return new String(CarriedState.of("example", "id", state).value(), StandardCharsets.UTF_8);
  }

  private static List<List<Event>> orders(List<Event> events) {
    List<List<Event>> orders = new ArrayList<>();
    if (events.size() <= ALL_ORDERS_OF) {
      permute(new ArrayList<>(events), 0, orders);
    }
    Random random = new Random(1);
    for (int i = 0; i < RANDOM_ORDERS && !events.isEmpty(); i++) {
      List<Event> order = new ArrayList<>(events);
      order.add(events.get(random.nextInt(events.size())));
      Collections.shuffle(order, random);
      orders.add(order);
    }
    return orders;
  }

  private static void permute(List<Event> events, int from, List<List<Event>> found) {
    if (from == events.size()) {
      found.add(new ArrayList<>(events));
    }
    for (int i = from; i < events.size(); i++) {
      Collections.swap(events, from, i);
      permute(events, from + 1, found);
      Collections.swap(events, from, i);
    }
  }
}
