package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.path.Verb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an aggregate does with what is submitted, but for reading and writing: the same for one that
 * is in memory and one that is only visited.
 */
final class Reception {
  private final String type;
  private final String id;
  private final Announced announced;

  /**
   * @param announced what was told of the aggregate before
   */
  Reception(String type, String id, Announced announced) {
    this.type = type;
    this.id = id;
    this.announced = announced;
  }

  /**
   * It was decided what becomes of it.
   *
   * @param started when, by {@link System#nanoTime}
   */
  static void decided(AggregateActor.Submit submit, Decision decision, long started) {
    Verb.SEQUENCE.done(1, started);
    TracedSteps.step(Verb.SEQUENCE, submit.instruction(), started);
    Verb.SEQUENCE.failed(decision.rejected().size());
  }

  /**
   * Applies a row.
   *
   * @param submit what it comes of; null when it is read back, or not the first of several
   */
  static void merge(AggregateState state, JournalEvent row, AggregateActor.Submit submit) {
    long started = System.nanoTime();
    state.apply(row);
    Verb.MERGE.done(1, started);
    if (submit != null) {
      TracedSteps.step(Verb.MERGE, submit.instruction(), started);
    }
  }

  /**
   * What was decided is durable.
   *
   * @param started when it went to the journal, by {@link System#nanoTime}
   */
  static void persisted(AggregateActor.Submit submit, Decision decision, long started) {
    Verb.PERSIST.done(decision.journal().size(), started);
    TracedSteps.step(Verb.PERSIST, submit.instruction(), started);
  }

  /**
   * What came of it.
   *
   * @param state with what was decided, and not stale
   */
  Receipt receipt(AggregateState state, AggregateActor.Submit submit, Decision decision) {
    List<Decision.Rejection> rejected = new ArrayList<>(decision.rejected());
    Set<String> settled = new LinkedHashSet<>(decision.settled());
    if (announced.isNew(submit.epoch())) {
      // The stream before may have ended with these in its hands.
      rejected.addAll(state.failures());
      settled.addAll(state.settledLately());
    }
    boolean isNew = announced.isNews(submit.epoch(), state.version());
    boolean isWanted = isNew || submit.instruction() instanceof Instruction.Announce;
    Optional<CarriedState> announcement =
        isWanted && state.version() > 0
            ? Optional.of(CarriedState.of(type, id, state))
            : Optional.empty();
    return new Receipt(
        announcement,
        rejected,
        decision.duplicates(),
        decision.ignored(),
        List.copyOf(settled),
        state.drainTally(),
        announced.gaps(submit.epoch(), state.gaps()));
  }
}
