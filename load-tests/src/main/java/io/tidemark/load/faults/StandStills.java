package io.tidemark.load.faults;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * How long each of some aggregates stood still: from when it had something to do, or from its last
 * announcement if something was left then, to its next announcement. Times are nanoseconds of one
 * clock.
 */
final class StandStills {
  private static final long IDLE = Long.MIN_VALUE;

  private final long[] sent;
  private final long[] announced;
  private final long[] waitingSince;
  private final long[] longest;

  StandStills(int aggregates) {
    sent = new long[aggregates];
    announced = new long[aggregates];
    waitingSince = new long[aggregates];
    longest = new long[aggregates];
    Arrays.fill(waitingSince, IDLE);
  }

  /** Its next event was sent. */
  synchronized long send(int aggregate, long now) {
    if (waitingSince[aggregate] == IDLE) {
      waitingSince[aggregate] = now;
    }
    return ++sent[aggregate];
  }

  /** A state with so many events was announced. */
  synchronized void announce(int aggregate, long version, long now) {
    if (version <= announced[aggregate]) {
      return;
    }
    announced[aggregate] = version;
    longest[aggregate] = Math.max(longest[aggregate], now - waitingSince[aggregate]);
    waitingSince[aggregate] = version < sent[aggregate] ? now : IDLE;
  }

  /** Forgets what was measured; who stands still now does so since then. */
  synchronized void restart() {
    Arrays.fill(longest, 0);
  }

  /** How many have waited since that time or longer. */
  synchronized long waitingSince(long time) {
    return Arrays.stream(waitingSince).filter(since -> since != IDLE && since <= time).count();
  }

  /** The longest of each of those that had anything to do, ascending, in seconds. */
  synchronized double[] seconds(IntPredicate which) {
    return java.util.stream.IntStream.range(0, longest.length)
        .filter(aggregate -> longest[aggregate] > 0 && which.test(aggregate))
        .mapToDouble(aggregate -> longest[aggregate] / 1e9)
        .sorted()
        .toArray();
  }
}
