package io.tidemark.load.model;

import java.time.Instant;
import java.util.Comparator;

/**
 * What a hybrid clock shows.
 *
 * @param time its wall part
 * @param count tells readings of one wall time apart, 0 or more
 */
public record Reading(Instant time, long count) implements Comparable<Reading> {
  private static final Comparator<Reading> ORDER =
      Comparator.comparing(Reading::time).thenComparingLong(Reading::count);

  /** The reading for an event of that wall time, after {@code behind}, which may be null. */
  static Reading after(Reading behind, Instant written) {
    return behind == null || written.isAfter(behind.time)
        ? new Reading(written, 0)
        : new Reading(behind.time, behind.count + 1);
  }

  /** The later of two readings, either of which may be null. */
  static Reading later(Reading left, Reading right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.compareTo(right) > 0 ? left : right;
  }

  @Override
  public int compareTo(Reading other) {
    return ORDER.compare(this, other);
  }
}
