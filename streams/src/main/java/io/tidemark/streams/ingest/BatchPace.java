package io.tidemark.streams.ingest;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How long after one batch the next is taken. While processors are free there is no wait: what has
 * come goes on at once, if need be as a batch of one. When two thirds of them are taken, a few
 * milliseconds of waiting gather what would have been several batches, each with its own write,
 * transaction and acknowledgements; what that spares is there for what comes unforeseen (a
 * collection, a compiler, a neighbour), which otherwise is what the slowest events wait for. When
 * all are taken, the wait is longer, for queries and for whoever shares the machine.
 *
 * <p>Where much is waiting a batch takes longer than the pace, which then changes nothing.
 *
 * <p>The wait changes by a step a second, so that it settles where the processors are nearly busy.
 * Not to be used by two threads at once.
 */
final class BatchPace {
  /** At 2,000 events a second eighty events a batch; more would spare little. */
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** Costs the median half of it; while processors are left, more would spare little. */
  static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Above it whoever needs a processor has to wait for one; the gaps below keep the wait calm. */
  private static final double BUSY = 0.9;

  private static final double NEARLY_BUSY = 0.8;
  private static final double MOSTLY_TAKEN = 0.65;
  private static final double FREE = 0.5;

  private final DoubleSupplier load;
  private long looked;
  private long last;
  private long wait;

  /**
   * @param load the share of the processors that is busy, 0 to 1
   * @param now in nanoseconds, by the same clock as later
   */
  BatchPace(DoubleSupplier load, long now) {
    this.load = load;
    this.looked = now;
    this.last = now - LONGEST_NANOS;
  }

  /**
   * How long the next batch still has to wait; 0 or less when its time has come.
   *
   * @param now in nanoseconds
   */
  long waitNanos(long now) {
    long seconds = (now - looked) / LOOK_NANOS;
    if (seconds > 0) {
      looked = now;
      adapt(load.getAsDouble(), Math.min(seconds, LONGEST_NANOS / STEP_NANOS) * STEP_NANOS);
    }
    return last + wait - now;
  }

  /** Nobody looks while nothing comes: then {@code back} is more than a step. */
  private void adapt(double share, long back) {
    if (share > BUSY) {
      wait = Math.min(LONGEST_NANOS, wait + STEP_NANOS);
    } else if (share < FREE) {
      wait = Math.max(0, wait - back);
    } else if (share < NEARLY_BUSY && wait > SHORT_NANOS) {
      wait = Math.max(SHORT_NANOS, wait - back);
    } else if (share > MOSTLY_TAKEN && wait < SHORT_NANOS) {
      wait = Math.min(SHORT_NANOS, wait + STEP_NANOS);
    }
  }

  /** Whether there is a wait at all. */
  boolean isSlow() {
    return wait > 0;
  }

  /** The next batch was taken. */
  void took(long now) {
    last = now;
  }
}
