package io.tidemark.streams.ingest;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How long after some records came the next are fetched. While processors have time to spare there
 * is no wait: what has come goes on at once, if need be as a batch of one. When they are busy, some
 * milliseconds of waiting gather what would have been several batches, each with its own fetch,
 * write, transaction and acknowledgements; what that spares is there for queries and for whoever
 * shares the machine. Processors that are nearly all taken make the slowest of events far slower
 * than this wait does.
 *
 * <p>The wait changes by a step a second, so that it settles where the processors are busy. Not to
 * be used by two threads at once.
 */
final class BatchPace {
  /** At 2,000 events a second a dozen events a batch; more would spare little. */
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Above it whoever needs a processor often has to wait; the gap below keeps the wait calm. */
  private static final double BUSY = 0.7;

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
   * How long the next records still have to wait; 0 or less when their time has come.
   *
   * @param now in nanoseconds
   */
  long waitNanos(long now) {
    long seconds = (now - looked) / LOOK_NANOS;
    if (seconds > 0) {
      looked = now;
      double share = load.getAsDouble();
      if (share > BUSY) {
        wait = Math.min(LONGEST_NANOS, wait + STEP_NANOS);
      } else if (share < FREE) {
        // Nobody looks while nothing comes.
        wait = Math.max(0, wait - Math.min(seconds, LONGEST_NANOS / STEP_NANOS) * STEP_NANOS);
      }
    }
    return last + wait - now;
  }

  /** Whether there is a wait at all. */
  boolean isSlow() {
    return wait > 0;
  }

  /** Records came. */
  void took(long now) {
    last = now;
  }
}
