package io.tidemark.streams.ingest;

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
        return i < EXACT ? i : EXACT * Math.exp((i - EXACT) * GROWTH);
      }
    }
    return 0;
  }

  private static int bucket(long milliseconds) {
    return milliseconds < EXACT
        ? (int) milliseconds
        : Math.min(BUCKETS - 1, EXACT + (int) (Math.log((double) milliseconds / EXACT) / GROWTH));
  }
}
