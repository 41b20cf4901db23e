package io.tidemark.app.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import kamon.metric.Counter;

/** Hands sums that only grow on to counters, as often as it is asked to. */
final class CounterReports {
  private final List<Report> reports = new ArrayList<>();

  private static final class Report {
    private final Counter counter;
    private final LongSupplier sum;
    private long reported;

    Report(Counter counter, LongSupplier sum) {
      this.counter = counter;
      this.sum = sum;
    }

    void report() {
      long now = sum.getAsLong();
      if (now > reported) {
        counter.increment(now - reported);
        reported = now;
      }
    }
  }

  void add(Counter counter, LongSupplier sum) {
    reports.add(new Report(counter, sum));
  }

  /** Adds what has come since the last call. */
  void report() {
    reports.forEach(Report::report);
  }
}
