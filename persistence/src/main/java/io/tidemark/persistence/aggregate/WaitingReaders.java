package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AggregateState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Who waits at an aggregate for a state that includes their token. Those whose patience has ended
 * are forgotten without a word; beyond {@link #MOST} the one that has waited longest is, and asks
 * again.
 */
final class WaitingReaders {
  private static final int MOST = 10_000;

  private final Deque<Waiting> waiting = new ArrayDeque<>(0);

  private record Waiting(AggregateActor.ReadIncluding read, long until) {}

  void add(AggregateActor.ReadIncluding read) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
    }
    waiting.addLast(new Waiting(read, System.nanoTime() + read.patience().toNanos()));
  }

  /**
   * Answers all whose token is included.
   *
   * @param state is not stale
   * @param answer the answer, made at most once
   */
  void serve(AggregateState state, Function<AggregateState, AggregateActor.Answer> answer) {
    AggregateActor.Answer made = null;
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      if (next.until() - System.nanoTime() < 0) {
        all.remove();
      } else if (state.includes(next.read().token())) {
        made = made == null ? answer.apply(state) : made;
        next.read().replyTo().tell(made);
        all.remove();
      }
    }
  }
}
