package io.tidemark.load.faults;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * How long each of some aggregates stood still: from when it had something to do, or from its last
 * announcement if something was left then, to its next announcement. Times are nanoseconds of one
 * clock.
 */
public final class StandStills {
  private static final long IDLE = Long.MIN_VALUE;

  private final long[] sent;
  private final long[] announced;
  private final long[] waitingSince;
  private final long[] longest;
  private long again;
  private long backwards;

  /** Of so many, none of which has anything to do. */
  public StandStills(int aggregates) {
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
      again++;
      backwards += version < announced[aggregate] ? 1 : 0;
      return;
    }
    announced[aggregate] = version;
    longest[aggregate] = Math.max(longest[aggregate], now - waitingSince[aggregate]);
    waitingSince[aggregate] = version < sent[aggregate] ? now : IDLE;
  }

  /** Forgets what was measured; who stands still now does so since then. */
  public synchronized void restart() {
    Arrays.fill(longest, 0);
  }

  /** How many have waited since that time or longer. */
  public synchronized long waitingSince(long time) {
    return Arrays.stream(waitingSince).filter(since -> since != IDLE && since <= time).count();
  }

  /** The longest of each of those that had anything to do, ascending, in seconds. */
  public synchronized double[] seconds(IntPredicate which) {
    return java.util.stream.IntStream.range(0, longest.length)
        .filter(aggregate -> longest[aggregate] > 0 && which.test(aggregate))
        .mapToDouble(aggregate -> longest[aggregate] / 1e9)
        .sorted()
        .toArray();
  }

  /** How many events of it were sent. */
  public synchronized long sent(int aggregate) {
    return sent[aggregate];
  }

  /** Whether the latest state of every aggregate has been announced. */
  public synchronized boolean isAllAnnounced() {
    return Arrays.equals(sent, announced);
  }

  /** How often something was announced that had been announced before. */
  public synchronized long again() {
    return again;
  }

  /** How often an older version was announced after a newer one. */
  public synchronized long backwards() {
    return backwards;
  }

  /** The smallest of ascending figures that so large a part of them does not exceed; 0 of none. */
  public static double quantile(double[] ascending, double quantile) {
    return ascending.length == 0
        ? 0
        : Math.round(ascending[(int) Math.ceil((ascending.length - 1) * quantile)] * 10) / 10.0;
  }
}
