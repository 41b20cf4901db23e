package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.sequencing.SourceSequence;
import java.util.List;

/** Puts a stale state right by folding its whole history anew. */
public final class Rebuild {
  private Rebuild() {}

  /**
   * Puts a stale state right. Linear in the history, n log n in its sorting.
   *
   * @param history all that the aggregate ever journaled, in order
   * @throws IllegalStateException when the history is not the one that the state was folded from
   */
  public static void rebuild(AggregateState state, Iterable<JournalEvent> history) {
    FreshFold fold = new FreshFold(state.interpreter());
    for (List<Event> events :
        AppliedEvents.of(history, state.definition().sequence(), state.sources()).values()) {
      SourceSequence sequence = state.known(events.get(0).source());
      Origin last = fold.add(sequence.source(), events);
      sequence.advance(last.time(), last.context());
    }
    if (fold.size() != state.version()) {
      throw new IllegalStateException(
          "the journal holds " + fold.size() + " applied events of version " + state.version());
    }
    FreshFold.Result result = fold.result();
    state
        .applied()
        .replace(result.fields(), result.promises(), result.latest(), last(state, result));
  }

  /** An event that had been parked was applied unseen; then the last to take effect stands in. */
  private static LastEvent last(AggregateState state, FreshFold.Result result) {
    return state.lastEvent() != null || result.last() == null
        ? state.lastEvent()
        : LastEvent.of(result.last());
  }
}
