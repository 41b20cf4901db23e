package io.tidemark.domain.sequencing;

import java.util.Map;
import java.util.TreeMap;

/**
 * When it was first known that a number is missing: when the first one above it came. Keeps no more
 * than answers that: nothing of a number that came after a higher one, and one time for a run of
 * numbers that came in order, however long.
 *
 * <p>Invariant: the times ascend with the places.
 */
final class Evidence {
  private final TreeMap<Long, Long> since = new TreeMap<>();

  /**
   * A number came.
   *
   * @param continues whether the one before it is there
   */
  void add(long place, long millis, boolean continues) {
    Map.Entry<Long, Long> above = since.ceilingEntry(place);
    boolean tellsNothing =
        above != null ? above.getValue() <= millis : continues && !since.isEmpty();
    if (tellsNothing) {
      return;
    }
    // A clock that went back: what lies below and came later tells nothing any more.
    Map.Entry<Long, Long> below = since.lowerEntry(place);
    while (below != null && below.getValue() >= millis) {
      since.remove(below.getKey());
      below = since.lowerEntry(place);
    }
    since.put(place, millis);
  }

  /**
   * A number is no longer there.
   *
   * @param heir the next one of its run, or else the last one below, which may have told nothing
   *     while this was there; null when there is neither
   */
  void remove(long place, Long heir) {
    Long time = since.remove(place);
    if (time != null && heir != null) {
      since.putIfAbsent(heir, time);
    }
  }

  /**
   * When the first number at or above this one came, which one did; milliseconds since the epoch.
   */
  long from(long place) {
    return since.ceilingEntry(place).getValue();
  }

  void put(long place, long millis) {
    since.put(place, millis);
  }

  void addAll(Evidence other) {
    since.putAll(other.since);
  }

  TreeMap<Long, Long> asMap() {
    return since;
  }
}
