package io.tidemark.load.simulation;

import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.load.simulation.Action.CloseGap;
import io.tidemark.load.simulation.Action.Deliver;
import io.tidemark.load.simulation.Action.Fate;
import io.tidemark.load.simulation.Action.KeepSnapshot;
import io.tidemark.load.simulation.Action.Recover;
import io.tidemark.load.simulation.Action.SaveAndLoad;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A few aggregates of one type on one node that reads one partition: batches, commits, crashes that
 * go back to the last commit, patience that runs out, operators that skip. Its seed decides all.
 */
final class World {
  private final Choice choice;
  private final List<SimulatedAggregate> aggregates = new ArrayList<>();
  private final List<Delivery> partition;
  private final int savePercent;
  private Instant now = RandomHistory.START;
  private int offset;
  private int committed;
  private long steps;

  /** One record: an event of an aggregate. */
  record Delivery(int aggregate, int event) {}

  World(long seed, List<History> histories) {
    this.choice = new Choice(seed);
    histories.forEach(history -> aggregates.add(new SimulatedAggregate(history)));
    this.partition = new Disorder(choice).of(histories);
    this.savePercent = choice.of(List.of(0, 0, 5, 30));
  }

  List<SimulatedAggregate> aggregates() {
    return aggregates;
  }

  /** How many actions were performed, each followed by all checks. */
  long steps() {
    return steps;
  }

  /** Goes on until all was read and judged. */
  void run() {
    while (committed < partition.size()) {
      step();
    }
    for (int i = 0; i < aggregates.size(); i++) {
      judge(i);
    }
  }

  private void step() {
    int kind = choice.below(100);
    int any = choice.below(aggregates.size());
    if (kind < 66) {
      poll();
    } else if (kind < 79) {
      now = now.plusSeconds(choice.below(8));
      closeOverdue();
    } else if (kind < 83) {
      closeAny(any);
    } else if (kind < 90) {
      perform(any, new KeepSnapshot());
    } else if (kind < 95) {
      perform(any, new Recover(choice.percent(50)));
    } else if (kind < 97) {
      crash();
    } else {
      committed = offset;
    }
  }

  private void poll() {
    int to = Math.min(partition.size(), offset + choice.between(1, 5));
    int from = choice.percent(4) ? choice.below(offset + 1) : offset;
    Map<Integer, List<Integer>> batches = new LinkedHashMap<>();
    for (Delivery delivery : partition.subList(from, to)) {
      batches
          .computeIfAbsent(delivery.aggregate(), aggregate -> new ArrayList<>())
          .add(delivery.event());
    }
    for (Map.Entry<Integer, List<Integer>> batch : batches.entrySet()) {
      Fate fate = fate();
      perform(batch.getKey(), new Deliver(batch.getValue(), fate));
      if (choice.percent(savePercent)) {
        perform(batch.getKey(), new SaveAndLoad());
      }
      if (fate == Fate.LOST_BEFORE_JOURNAL || fate == Fate.LOST_AFTER_JOURNAL) {
        crash();
        return;
      }
    }
    offset = to;
    committed = choice.percent(70) ? offset : committed;
  }

  private Fate fate() {
    int kind = choice.below(100);
    return kind < 3
        ? Fate.LOST_BEFORE_JOURNAL
        : kind < 6 ? Fate.LOST_AFTER_JOURNAL : kind < 12 ? Fate.REBUILT_LATER : Fate.WHOLE;
  }

  private void crash() {
    offset = committed;
    for (int i = 0; i < aggregates.size(); i++) {
      perform(i, new Recover(true));
    }
  }

  private void closeOverdue() {
    for (int i = 0; i < aggregates.size(); i++) {
      SimulatedAggregate aggregate = aggregates.get(i);
      GapPolicy policy = aggregate.history().definition().gap();
      List<Gap> gaps = policy.then() == GapPolicy.Then.SKIP ? aggregate.state().gaps() : List.of();
      for (Gap gap : gaps) {
        if (!gap.since().plus(policy.waiting()).isAfter(now)) {
          close(i, gap);
        }
      }
    }
  }

  private void closeAny(int aggregate) {
    List<Gap> gaps = aggregates.get(aggregate).state().gaps();
    if (!gaps.isEmpty()) {
      close(aggregate, choice.of(gaps));
    }
  }

  private void close(int aggregate, Gap gap) {
    perform(aggregate, new CloseGap(gap.source(), gap.to(), gap.undecidedStart(), fate()));
  }

  private void perform(int index, Action action) {
    SimulatedAggregate aggregate = aggregates.get(index);
    steps++;
    try {
      aggregate.setNow(now);
      aggregate.perform(action);
    } catch (RuntimeException e) {
      throw new Failure(aggregate.history(), aggregate.performed(), e);
    }
  }

  private void judge(int index) {
    SimulatedAggregate aggregate = aggregates.get(index);
    try {
      Verdict.judge(aggregate);
    } catch (RuntimeException e) {
      throw new Failure(aggregate.history(), aggregate.performed(), e);
    }
  }
}
