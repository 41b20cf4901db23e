package io.tidemark.streams.ingest;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How long after one batch the next is taken. While processors are free there is no wait: what has
 * come goes on at once, if need be as a batch of one. When they are all taken, some milliseconds of
 * waiting gather what would have been several batches, each with its own write, transaction and
 * acknowledgements; what that spares is there for queries and for whoever shares the machine.
 *
 * <p>Where much is waiting a batch takes longer than the pace, which then changes nothing.
 *
 * <p>The wait changes by steps with the load, so that it settles where the processors are nearly
 * taken. Not to be used by two threads at once.
 */
final class BatchPace {
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double TAKEN = 0.9;
  private static final double FREE = 0.8;

  private final DoubleSupplier load;
  private long looked;
  private long taken;
  private long wait;

  /**
   * @param load the share of the processors that is taken, 0 to 1
   * @param now in nanoseconds, by the same clock as later
   */
  BatchPace(DoubleSupplier load, long now) {
    this.load = load;
    this.looked = now;
    this.taken = now - LONGEST_NANOS;
  }

  /**
   * How long the next batch still has to wait; 0 or less when its time has come.
   *
   * @param now in nanoseconds
   */
  long waitNanos(long now) {
    if (now - looked >= LOOK_NANOS) {
      looked = now;
      double share = load.getAsDouble();
      if (share > TAKEN) {
        wait = Math.min(LONGEST_NANOS, wait + STEP_NANOS);
      } else if (share < FREE) {
        wait = Math.max(0, wait - STEP_NANOS);
      }
    }
    return taken + wait - now;
  }

  /** The next batch was taken. */
  void took(long now) {
    taken = now;
  }
}
