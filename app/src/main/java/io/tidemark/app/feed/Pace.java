package io.tidemark.app.feed;

import java.util.concurrent.locks.LockSupport;

/** Holds a loop to a number of turns a second, evenly spread; a late turn is not made up for. */
final class Pace {
  private final long nanosATurn;
  private long next = System.nanoTime();

  /**
   * A pace of so many turns a second.
   *
   * @param perSecond at least 1
   */
  Pace(int perSecond) {
    nanosATurn = 1_000_000_000L / perSecond;
  }

  void await() {
    long now = System.nanoTime();
    while (next - now > 0) {
      LockSupport.parkNanos(next - now);
      now = System.nanoTime();
    }
    // More than a second behind (a pause of the machine, a slow broker) starts counting anew.
    next = now - next > 1_000_000_000L ? now : next + nanosATurn;
  }
}
