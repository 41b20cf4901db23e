package io.tidemark.persistence.aggregate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many aggregates may be in memory on a node, of all types together, and how many are. Shared
 * by its lanes.
 */
public final class Residents {
  private static final long HEAP_OF_ONE = 32 << 10;
  private static final long FEWEST = 1_000;
  private static final long MOST = 100_000;

  private final int most;
  private final Duration idle;
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicInteger lanes = new AtomicInteger();

  /**
   * @param most beyond it, those longest unused make room
   * @param idle after so long without a message an aggregate leaves in any case
   */
  Residents(int most, Duration idle) {
    this.most = most;
    this.idle = idle;
  }

  /**
   * As many as fit into a heap: of 32 KiB for each, one of the usual size takes a third, and the
   * rest is left to larger ones and to what is on its way. At least 1,000, at most 100,000.
   *
   * @param heap bytes
   */
  public static Residents in(long heap) {
    return new Residents(
        (int) Math.max(FEWEST, Math.min(MOST, heap / HEAP_OF_ONE)), Duration.ofMinutes(10));
  }

  void laneCame() {
    lanes.incrementAndGet();
  }

  /** A lane ended, with so many in memory. */
  void laneWent(int count) {
    lanes.decrementAndGet();
    go(count);
  }

  void come() {
    present.incrementAndGet();
  }

  void go(int count) {
    present.addAndGet(-count);
  }

  /**
   * Whether a lane has to make room. One that has no more than its part has not, so that a lane
   * that comes to a full node gets its part too; the others are down to theirs a minute later.
   *
   * @param itsOwn how many it has
   */
  boolean areTooMany(int itsOwn) {
    return present.get() > most && itsOwn > 1 && itsOwn > part();
  }

  /** How many a lane may have on a full node. */
  int part() {
    return most / Math.max(1, lanes.get());
  }

  Duration idle() {
    return idle;
  }
}
