package io.tidemark.load.model;

import java.util.Comparator;

/**
 * Where an event stands among all events of its aggregate.
 *
 * @param reading its effective time
 * @param source the writer
 * @param sequence the writer's number
 */
record Stamp(Reading reading, String source, long sequence) implements Comparable<Stamp> {
  private static final Comparator<Stamp> ORDER =
      Comparator.comparing(Stamp::reading)
          .thenComparing(Stamp::source, CodePoints.ORDER)
          .thenComparingLong(Stamp::sequence);

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }
}
