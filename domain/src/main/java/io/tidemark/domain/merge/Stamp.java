package io.tidemark.domain.merge;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.CodePoints;

/**
 * Which event wrote something, and when: the total order that decides between writers.
 *
 * @param time the event's effective time
 * @param source its writer; by code point, the greater wins
 * @param sequence its number
 */
public record Stamp(EffectiveTime time, String source, long sequence) implements Comparable<Stamp> {
  @Override
  public int compareTo(Stamp other) {
    int byTime = time.compareTo(other.time);
    if (byTime != 0) {
      return byTime;
    }
    int bySource = CodePoints.ORDER.compare(source, other.source);
    return bySource != 0 ? bySource : Long.compare(sequence, other.sequence);
  }
}
