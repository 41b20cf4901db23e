package io.tidemark.load.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the nodes are, partition by partition, and what each fault did to that: how long after it
 * was over all that had been sent until then was done with, and how long a partition stood still.
 */
final class Progress {
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Map<TopicPartition, Long> movedAt = new HashMap<>();
  private final List<Effect> effects = new ArrayList<>();
  private long longestStandStill;

  /** What a fault did. */
  static final class Effect {
    private final Fault fault;
    private final long began;
    private long healed;
    private Map<TopicPartition, Long> goal;
    private long recovered;
    private long standStill;

    private Effect(Fault fault, long began) {
      this.fault = fault;
      this.began = began;
    }

    Fault fault() {
      return fault;
    }

    /** Seconds from its beginning until it was over, the node ready again. */
    double healedSeconds() {
      return (healed - began) / 1e9;
    }

    boolean hasRecovered() {
      return recovered > 0;
    }

    /** Seconds from its end until all was done with that had been sent by then. */
    double recoveredSeconds() {
      return (recovered - healed) / 1e9;
    }

    /** Seconds that some partition with work made no progress, from the fault until recovery. */
    double standStillSeconds() {
      return standStill / 1e9;
    }
  }

  synchronized Effect begin(Fault fault) {
    Effect effect = new Effect(fault, System.nanoTime());
    effects.add(effect);
    return effect;
  }

  /**
   * A fault is over.
   *
   * @param sent how many records each partition has now
   */
  synchronized void end(Effect effect, Map<TopicPartition, Long> sent) {
    effect.healed = System.nanoTime();
    effect.goal = sent;
  }

  /** Takes note of what is committed, and of what was sent by then. */
  synchronized void at(Map<TopicPartition, Long> now, Map<TopicPartition, Long> sent) {
    long time = System.nanoTime();
    long standStill = 0;
    for (Map.Entry<TopicPartition, Long> end : sent.entrySet()) {
      TopicPartition partition = end.getKey();
      long offset = now.getOrDefault(partition, 0L);
      boolean moved = offset != committed.getOrDefault(partition, 0L) || offset >= end.getValue();
      Long before = movedAt.get(partition);
      if (before != null) {
        standStill = Math.max(standStill, time - before);
      }
      if (moved || before == null) {
        movedAt.put(partition, time);
      }
      committed.put(partition, offset);
    }
    longestStandStill = Math.max(longestStandStill, standStill);
    for (Effect effect : effects) {
      if (!effect.hasRecovered()) {
        effect.standStill = Math.max(effect.standStill, Math.min(standStill, time - effect.began));
        if (effect.goal != null && reaches(effect.goal)) {
          effect.recovered = time;
        }
      }
    }
  }

  /** Whether all up to there is committed. */
  synchronized boolean reaches(Map<TopicPartition, Long> goal) {
    return goal.entrySet().stream()
        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** How many records are not committed yet. */
  synchronized long behind(Map<TopicPartition, Long> sent) {
    return sent.entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  synchronized List<Effect> effects() {
    return List.copyOf(effects);
  }

  /** Seconds, over the whole run. */
  synchronized double longestStandStill() {
    return longestStandStill / 1e9;
  }
}
