package io.tidemark.app.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How long a partition's newest records have been waiting, told by when its end was where its
 * committed offset is now. Needs no record to be read, and forgets the finer steps of long ago.
 */
final class TimeLag {
  private static final int MOST = 256;

  private Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, long end) {}

  /**
   * Takes note of where the partition stands.
   *
   * @param now by {@link System#nanoTime}
   * @return for how many seconds about the oldest record not committed has been there
   */
  double seconds(long now, long committed, long end) {
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
