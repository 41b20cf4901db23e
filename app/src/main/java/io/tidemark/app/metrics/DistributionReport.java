package io.tidemark.app.metrics;

import io.tidemark.domain.path.Distribution;
import java.util.function.Consumer;
import kamon.metric.Histogram;

/** Hands what a distribution has taken note of on to a histogram, as often as it is asked to. */
final class DistributionReport {
  /** The most that a histogram takes: an hour in nanoseconds. */
  private static final long MOST = 3_600_000_000_000L;

  private final Histogram histogram;
  private final Consumer<Distribution.Taker> takeNew;
  private final long factor;

  private DistributionReport(
      Histogram histogram, Consumer<Distribution.Taker> takeNew, long factor) {
    this.histogram = histogram;
    this.takeNew = takeNew;
    this.factor = factor;
  }

  static DistributionReport of(Histogram histogram, Distribution distribution) {
    long[] before = Distribution.nothing();
    return new DistributionReport(histogram, taker -> distribution.takeNew(before, taker), 1);
  }

  /**
   * @param takeNew gives what has come since the last call
   * @param factor by which its values are multiplied to have the histogram's unit
   */
  static DistributionReport of(
      Histogram histogram, Consumer<Distribution.Taker> takeNew, long factor) {
    return new DistributionReport(histogram, takeNew, factor);
  }

  void report() {
    takeNew.accept((value, times) -> histogram.record(Math.min(MOST, value * factor), times));
  }
}
