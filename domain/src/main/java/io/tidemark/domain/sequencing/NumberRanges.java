package io.tidemark.domain.sequencing;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of numbers kept as ranges: its size is the number of runs, not of numbers. Most of an
 * aggregate are empty for good, and take next to nothing.
 */
final class NumberRanges {
  private NavigableMap<Long, Long> ranges = Collections.emptyNavigableMap();

  void add(long from, long to) {
    if (from > to) {
      return;
    }
    long start = from;
    long end = to;
    Map.Entry<Long, Long> before = ranges.floorEntry(start);
    if (before != null && before.getValue() >= start - 1) {
      start = before.getKey();
      end = Math.max(end, before.getValue());
    }
    Map.Entry<Long, Long> next = ranges.higherEntry(start);
    while (next != null && next.getKey() - 1 <= end) {
      end = Math.max(end, next.getValue());
      ranges.remove(next.getKey());
      next = ranges.higherEntry(start);
    }
    put(start, end);
  }

  private void put(long from, long to) {
    if (ranges.isEmpty()) {
      ranges = new TreeMap<>();
    }
    ranges.put(from, to);
  }

  void addAll(NumberRanges others) {
    others.ranges.forEach(this::add);
  }

  boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && range.getValue() >= number;
  }

  /** The last number of the range that has this one. */
  long endOf(long number) {
    return ranges.floorEntry(number).getValue();
  }

  void remove(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    if (range == null || range.getValue() < number) {
      return;
    }
    ranges.remove(range.getKey());
    if (range.getKey() < number) {
      put(range.getKey(), number - 1);
    }
    if (range.getValue() > number) {
      put(number + 1, range.getValue());
    }
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** From each range's first number to its last, ascending; not to be changed. */
  NavigableMap<Long, Long> asMap() {
    return ranges;
  }

  long size() {
    long size = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      size += range.getValue() - range.getKey() + 1;
    }
    return size;
  }
}
