package io.tidemark.app.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * How long a partition's newest records have been waiting, told by when its end was where its
 * committed offset is now. Needs no record to be read, and forgets the finer steps of long ago.
 */
final class TimeLag {
  private static final int MOST = 256;

  /** Who was away for so long is not who waits. */
  private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();

  private Deque<Sample> samples = new ArrayDeque<>();
  private OptionalLong awaySince = OptionalLong.empty();

  private record Sample(long nanos, long end) {}

  /**
   * Takes note of where the partition stands.
   *
   * @param now by {@link System#nanoTime}
   * @return for how many seconds about the oldest record not committed has been there
   */
  double seconds(long now, long committed, long end) {
    if (awaySince.isPresent() && now - awaySince.getAsLong() > FORGET_NANOS) {
      samples.clear();
    }
    awaySince = OptionalLong.empty();
    samples.addLast(new Sample(now, end));
    if (committed >= end) {
      samples.clear();
      samples.addLast(new Sample(now, end));
      return 0;
    }
    // The last sample by which everything has been committed stays: since then, something waits.
    while (samples.size() > 1 && second().end() <= committed) {
      samples.removeFirst();
    }
    if (samples.size() > MOST) {
      thin();
    }
    return (now - samples.getFirst().nanos()) / 1e9;
  }

  /**
   * The partition is not consumed here now. Streams that fail hand their partitions from node to
   * node and have them again a little later, over and over; their records go on waiting.
   *
   * @param now by {@link System#nanoTime}
   */
  void away(long now) {
    if (awaySince.isEmpty()) {
      awaySince = OptionalLong.of(now);
    }
  }

  private Sample second() {
    var steps = samples.iterator();
    steps.next();
    return steps.next();
  }

  /** Every other one is enough. */
  private void thin() {
    List<Sample> all = new ArrayList<>(samples);
    samples = new ArrayDeque<>();
    for (int i = 0; i < all.size(); i += 2) {
      samples.addLast(all.get(i));
    }
  }
}
