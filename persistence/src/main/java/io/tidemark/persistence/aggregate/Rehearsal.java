package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Rebuild;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What an instruction would do to an aggregate, found out on a copy.
 *
 * <p>Invariant: the copy is of the aggregate as it was when the rehearsal began, whatever it has
 * taken in since.
 */
final class Rehearsal {
  private final AggregateState copy;
  private final Function<AggregateState, byte[]> answer;
  private final byte[] before;
  private final Decision decision;

  /**
   * @param copy is the rehearsal's own from now on; not stale
   * @param answer how a state is shown
   */
  Rehearsal(
      AggregateState copy,
      Instruction instruction,
      Instant now,
      Function<AggregateState, byte[]> answer) {
    this.copy = copy;
    this.answer = answer;
    this.before = answer.apply(copy);
    this.decision = Deciding.decide(copy, instruction, now);
    decision.journal().forEach(copy::apply);
  }

  /** Whether {@link #rebuild} has to come first. */
  boolean needsHistory() {
    return copy.isStale();
  }

  /** Puts the copy right with all that its original had journaled when the rehearsal began. */
  Rehearsal rebuild(List<JournalEvent> history) {
    List<JournalEvent> all = new ArrayList<>(history);
    all.addAll(decision.journal());
    Rebuild.rebuild(copy, all);
    return this;
  }

  AggregateActor.Rehearsed result() {
    return new AggregateActor.Rehearsed(before, answer.apply(copy), decision.rejected());
  }
}
