package io.tidemark.load.compare;

import java.util.Collection;

/** The middle of figures that vary from run to run. */
final class Median {
  private Median() {}

  /** The middle one, or the mean of the two in the middle; at least one is given. */
  static double of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
