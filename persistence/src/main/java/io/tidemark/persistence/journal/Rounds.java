package io.tidemark.persistence.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Parts a list so that no key occurs twice in a part. Nearly always that is the list itself. */
final class Rounds {
  private Rounds() {}

  /** The parts, each in the order of the list. */
  static <T> List<List<T>> of(List<T> all, Function<T, ?> key) {
    List<List<T>> rounds = new ArrayList<>();
    Map<Object, Integer> occurrences = new HashMap<>();
    for (T one : all) {
      int round = occurrences.merge(key.apply(one), 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(one);
    }
    return rounds;
  }
}
