package io.tidemark.load.model;

import java.util.HashMap;
import java.util.Map;

/**
 * What a writer had read: the content of a consistency token.
 *
 * @param clock the latest effective time in what was read; null when that was nothing
 * @param vector of every source the highest number in what was read
 */
public record Observed(Reading clock, Map<String, Long> vector) {
  static final Observed NOTHING = new Observed(null, Map.of());

  public Observed {
    vector = Map.copyOf(vector);
  }

  /** What both together stand for. */
  Observed and(Observed other) {
    Map<String, Long> both = new HashMap<>(vector);
    other.vector.forEach((source, number) -> both.merge(source, number, Math::max));
    return new Observed(Reading.later(clock, other.clock), both);
  }
}
