package io.tidemark.domain.path;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often which values occurred: durations in nanoseconds, or sizes. Constant space, no lock, and
 * exact to one part in sixteen. Counts only grow.
 */
public final class Distribution {
  private static final int STEPS = 16;
  private static final int STEP_BITS = 4;
  private static final int BUCKETS = (Long.SIZE - STEP_BITS) * STEPS;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /** Takes note of a value; one below zero counts as zero. */
  public void record(long value) {
    counts.incrementAndGet(bucket(Math.max(0, value)));
  }

  /** Takes what has come since the last call, which the caller keeps: by bucket, the counts. */
  public void takeNew(long[] before, Taker taker) {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      long now = counts.get(bucket);
      if (now != before[bucket]) {
        taker.take(value(bucket), now - before[bucket]);
        before[bucket] = now;
      }
    }
  }

  /** What {@link #takeNew} starts from. */
  public static long[] nothing() {
    return new long[BUCKETS];
  }

  private static int bucket(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int step = (int) (value >> (exponent - STEP_BITS)) & (STEPS - 1);
    return (exponent - STEP_BITS + 1) * STEPS + step;
  }

  /** The least value of a bucket. */
  private static long value(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int exponent = bucket / STEPS - 1 + STEP_BITS;
    return (long) (STEPS + bucket % STEPS) << (exponent - STEP_BITS);
  }

  /** Takes a value and how often it occurred. */
  @FunctionalInterface
  public interface Taker {
    void take(long value, long times);
  }
}
