package io.tidemark.load.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Counts what differs from what must be, and keeps the first few for people to read. */
final class Differences {
  private static final int KEPT = 10;

  private final List<String> first = new ArrayList<>();
  private long count;

  void add(String difference) {
    count++;
    if (first.size() < KEPT) {
      first.add(difference);
    }
  }

  void addAll(String place, Collection<String> differences) {
    differences.forEach(difference -> add(place + " " + difference));
  }

  boolean none() {
    return count == 0;
  }

  long count() {
    return count;
  }

  /** The first ones, in the order in which they were found. */
  List<String> first() {
    return List.copyOf(first);
  }
}
