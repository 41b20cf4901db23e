package io.tidemark.persistence.aggregate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many aggregates of one type may be in memory on a node, and how many are. Shared by its
 * lanes.
 */
final class Residents {
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
