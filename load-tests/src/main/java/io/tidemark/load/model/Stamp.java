package io.tidemark.load.model;

import java.time.Instant;
import java.util.Comparator;

/**
 * Where an event stands among all events of its aggregate.
 *
 * @param time the hybrid clock's time
 * @param count the hybrid clock's counter, for events of one source whose clock stood still
 * @param source the writer
 * @param sequence the writer's number
 */
record Stamp(Instant time, long count, String source, long sequence) implements Comparable<Stamp> {
  private static final Comparator<Stamp> EFFECTIVE_TIME =
      Comparator.comparing(Stamp::time).thenComparingLong(Stamp::count);

  private static final Comparator<Stamp> TOTAL =
      EFFECTIVE_TIME
          .thenComparing(Stamp::source, CodePoints.ORDER)
          .thenComparingLong(Stamp::sequence);

  /** Compares effective times only: two sources may well have the same. */
  int compareEffectiveTime(Stamp other) {
    return EFFECTIVE_TIME.compare(this, other);
  }

  @Override
  public int compareTo(Stamp other) {
    return TOTAL.compare(this, other);
  }
}
