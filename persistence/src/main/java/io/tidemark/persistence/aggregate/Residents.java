package io.tidemark.persistence.aggregate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many aggregates of one type may be in memory on a node, and how many are. Shared by its
 * lanes.
 */
final class Residents {
  private static final long HEAP_OF_ONE = 32 << 10;
  private static final long FEWEST = 1_000;
  private static final long MOST = 100_000;

  private final int most;
  private final Duration idle;
  private final AtomicInteger present = new AtomicInteger();

  /**
   * @param most beyond it, those longest unused make room
   * @param idle after so long without a message an aggregate leaves in any case
   */
  Residents(int most, Duration idle) {
    this.most = most;
    this.idle = idle;
  }

  /**
   * How many fit into a heap: of 32 KiB for each, one of the usual size takes a third, and the rest
   * is left to larger ones and to what is on its way. At least 1,000, at most 100,000.
   *
   * @param heap bytes
   */
  static int mostIn(long heap) {
    return (int) Math.max(FEWEST, Math.min(MOST, heap / HEAP_OF_ONE));
  }

  void come() {
    present.incrementAndGet();
  }

  void go(int count) {
    present.addAndGet(-count);
  }

  boolean areTooMany() {
    return present.get() > most;
  }

  Duration idle() {
    return idle;
  }
}
