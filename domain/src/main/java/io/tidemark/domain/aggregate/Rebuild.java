package io.tidemark.domain.aggregate;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.RuleFailure;
import io.tidemark.domain.merge.Write;
import io.tidemark.domain.sequencing.SourceSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Folds an aggregate's whole history anew, in the order in which its events took effect: what a run
 * without any disorder would have come to. Linear in the history, n log n in its sorting.
 */
public final class Rebuild {
  private final AggregateState state;
  private final List<Timed> timed = new ArrayList<>();

  private record Timed(Origin origin, Event event) {
    static final Comparator<Timed> ORDER = Comparator.comparing(timed -> timed.origin().stamp());
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
    new Rebuild(state).fold(history);
  }

  private void fold(Iterable<JournalEvent> history) {
    AppliedEvents.of(history, state.definition().sequence(), state.sources())
        .values()
        .forEach(this::time);
    if (timed.size() != state.version()) {
      throw new IllegalStateException(
          "the journal holds " + timed.size() + " applied events of version " + state.version());
    }
    timed.sort(Timed.ORDER);
    Promises promises = new Promises();
    List<Survivors.Step> steps = new ArrayList<>();
    for (Timed next : timed) {
      promises.add(next.origin());
      steps.add(new Survivors.Step(next.origin(), state.interpreter().writes(next.event())));
    }
    EffectiveTime latest = timed.isEmpty() ? null : timed.get(timed.size() - 1).origin().time();
    state.applied().replace(fields(steps), promises, latest, lastEvent());
  }

  /** Deletions come first: what they took away is gone, so they meet nothing they would cut. */
  private FieldStates fields(List<Survivors.Step> steps) {
    FieldStates fields = new FieldStates(state.interpreter().rules());
    for (Survivors.Step step : steps) {
      if (step.writes().stream().anyMatch(write -> write.verb() == Verb.DELETE)) {
        fields.delete(step.origin());
      }
    }
    List<Survivors.Step> left = Survivors.ofDeletions(steps);
    for (Survivors.Step step : left) {
      if (step.writes().stream().anyMatch(Write::isContent)) {
        fields.content(step.origin().time());
      }
    }
    for (Survivors.Step step : Survivors.ofKeys(left, state.interpreter().rules())) {
      for (Write write : step.writes()) {
        write(fields, write, step);
      }
    }
    return fields;
  }

  /** A rule that fails only in this order breaks its laws; what it was to write is lost. */
  private static void write(FieldStates fields, Write write, Survivors.Step step) {
    try {
      if (!fields.write(write, step.origin())) {
        throw new IllegalStateException(step.origin() + " needs a history even in order");
      }
    } catch (RuleFailure failure) {
      // Nothing was written.
    }
  }

  /** Reads a source's clock and context off its events in their order. */
  private void time(List<Event> events) {
    EffectiveTime clock = null;
    ConsistencyToken context = ConsistencyToken.NOTHING;
    SourceSequence sequence = state.known(events.get(0).source());
    for (Event event : events) {
      Origin origin = Timing.next(event, sequence.source(), clock, context);
      clock = origin.time();
      context = origin.context();
      timed.add(new Timed(origin, event));
    }
    sequence.advance(clock, context);
  }

  /** An event that had been parked was applied unseen; then the last to take effect stands in. */
  private LastEvent lastEvent() {
    if (state.lastEvent() != null || timed.isEmpty()) {
      return state.lastEvent();
    }
    return LastEvent.of(timed.get(timed.size() - 1).event());
  }
}
