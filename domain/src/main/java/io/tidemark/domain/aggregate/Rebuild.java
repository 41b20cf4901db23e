package io.tidemark.domain.aggregate;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.Write;
import io.tidemark.domain.sequencing.SourceSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds an aggregate's whole history anew, in the order in which its events took effect: what a run
 * without any disorder would have come to. Linear in the history, n log n in its sorting.
 */
public final class Rebuild {
  private final AggregateState state;
  private final Map<String, List<Event>> bySource = new HashMap<>();
  private final List<Timed> timed = new ArrayList<>();

  private record Timed(Stamp stamp, Event event) {
    static final Comparator<Timed> ORDER = Comparator.comparing(Timed::stamp);
  }

  private Rebuild(AggregateState state) {
    this.state = state;
  }

  /**
   * Puts a stale state right.
   *
   * @param history all that the aggregate ever journaled, in order
   * @throws IllegalStateException when the history is not the one that the state was folded from
   */
  public static void rebuild(AggregateState state, Iterable<JournalEvent> history) {
    Rebuild rebuild = new Rebuild(state);
    history.forEach(rebuild::collect);
    rebuild.fold();
  }

  private void collect(JournalEvent journaled) {
    if (journaled instanceof JournalEvent.EventsRecorded recorded) {
      for (Event event : recorded.events()) {
        SourceSequence sequence = state.known(event.source());
        if (sequence != null && sequence.isApplied(event.sequence())) {
          bySource.computeIfAbsent(event.source(), source -> new ArrayList<>()).add(event);
        }
      }
    }
  }

  private void fold() {
    bySource.values().forEach(this::time);
    if (timed.size() != state.version()) {
      throw new IllegalStateException(
          "the journal holds " + timed.size() + " applied events of version " + state.version());
    }
    timed.sort(Timed.ORDER);
    FieldStates fields = state.emptyFields();
    int from = 0;
    while (from < timed.size()) {
      int to = from + 1;
      while (to < timed.size() && sameTime(timed.get(from), timed.get(to))) {
        to++;
      }
      apply(fields, timed.subList(from, to));
      from = to;
    }
    EffectiveTime latest = timed.isEmpty() ? null : timed.get(timed.size() - 1).stamp().time();
    state.replaceFields(fields, latest, lastEvent());
  }

  private static boolean sameTime(Timed left, Timed right) {
    return left.stamp().time().equals(right.stamp().time());
  }

  /** At one effective time removals go first, outer before inner: on equal time writes stay. */
  private void apply(FieldStates fields, List<Timed> together) {
    int depth = 0;
    for (Timed next : together) {
      depth = Math.max(depth, Removals.depth(state.writes(next.event())));
    }
    for (int level = 0; level < depth; level++) {
      for (Timed next : together) {
        apply(fields, next, Removals.only(state.writes(next.event()), level));
      }
    }
    for (Timed next : together) {
      List<Write> writes = state.writes(next.event());
      apply(fields, next, depth == 0 ? writes : Removals.without(writes));
    }
  }

  private static void apply(FieldStates fields, Timed next, List<Write> writes) {
    if (!fields.apply(writes, next.stamp())) {
      throw new IllegalStateException(next.event() + " needs a history even in order");
    }
  }

  /** Reads a source's clock off its events in their order. */
  private void time(List<Event> events) {
    if (state.definition().sequence().mode() != Mode.NONE) {
      events.sort(Comparator.comparingLong(Event::sequence));
    }
    EffectiveTime clock = null;
    for (Event event : events) {
      clock =
          EffectiveTime.next(
              event.header().time(), EffectiveTime.later(clock, event.header().observed()));
      Stamp stamp = new Stamp(clock, event.source(), event.sequence());
      timed.add(new Timed(stamp, event));
    }
    state.known(events.get(0).source()).advanceClock(clock);
  }

  /** An event that had been parked was applied unseen; then the last to take effect stands in. */
  private LastEvent lastEvent() {
    if (state.lastEventOrNull() != null || timed.isEmpty()) {
      return state.lastEventOrNull();
    }
    return LastEvent.of(timed.get(timed.size() - 1).event());
  }
}
