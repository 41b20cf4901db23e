package io.tidemark.load.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found to be wrong, by what it breaks. */
final class Verdict {
  private static final int SHOWN = 12;

  private final Map<Breach, List<String>> found = new EnumMap<>(Breach.class);

  /** What can be broken. */
  enum Breach {
    LOST("lost"),
    APPLIED_TWICE("applied twice"),
    OUT_OF_ORDER("out of order"),
    DIVERGENT("divergent"),
    COMMITTED_EARLY("committed too early"),
    STUCK("stuck");

    private final String text;

    Breach(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  void add(Breach breach, String what) {
    found.computeIfAbsent(breach, any -> new ArrayList<>()).add(what);
  }

  void addAll(Breach breach, List<String> all) {
    all.forEach(what -> add(breach, what));
  }

  int count(Breach breach) {
    return found.getOrDefault(breach, List.of()).size();
  }

  boolean isClean() {
    return found.isEmpty();
  }

  /** The first few of each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    found.forEach(
        (breach, all) -> {
          all.stream().limit(SHOWN).forEach(what -> lines.add(breach.text() + ": " + what));
          if (all.size() > SHOWN) {
            lines.add(breach.text() + ": ... and " + (all.size() - SHOWN) + " more");
          }
        });
    return lines;
  }
}
