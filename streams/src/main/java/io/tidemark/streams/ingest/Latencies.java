package io.tidemark.streams.ingest;

import io.tidemark.domain.path.Distribution;
import java.util.concurrent.atomic.AtomicLongArray;

/** A histogram of milliseconds: exact below 1,024, to about 2 % above. Constant space. */
final class Latencies {
  private static final int EXACT = 1_024;
  private static final double GROWTH = Math.log(1.02);
  private static final int BUCKETS = 2_048;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void record(long milliseconds) {
    counts.incrementAndGet(bucket(Math.max(0, milliseconds)));
  }

  double quantile(double quantile) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += counts.get(i);
    }
    long wanted = (long) Math.ceil(quantile * total);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return value(i);
      }
    }
    return 0;
  }

  void takeNew(long[] before, Distribution.Taker taker) {
    for (int i = 0; i < BUCKETS; i++) {
      long now = counts.get(i);
      if (now != before[i]) {
        taker.take(Math.round(value(i)), now - before[i]);
        before[i] = now;
      }
    }
  }

  static long[] nothing() {
    return new long[BUCKETS];
  }

  private static double value(int bucket) {
    return bucket < EXACT ? bucket : EXACT * Math.exp((bucket - EXACT) * GROWTH);
  }

  private static int bucket(long milliseconds) {
    return milliseconds < EXACT
        ? (int) milliseconds
        : Math.min(BUCKETS - 1, EXACT + (int) (Math.log((double) milliseconds / EXACT) / GROWTH));
  }
}
