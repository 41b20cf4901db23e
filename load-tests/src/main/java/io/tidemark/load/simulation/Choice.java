package io.tidemark.load.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All randomness of one history: the same seed makes the same choices. */
final class Choice {
  private final SplittableRandom random;

  Choice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A seed for choices of their own. */
  long seed() {
    return random.nextLong();
  }

  /** A number from 0 below {@code bound}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number from {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  /** True in {@code percent} of a hundred cases. */
  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Some of the values, in their order; at least one. */
  <T> List<T> some(List<T> values, int percent) {
    List<T> chosen = new ArrayList<>();
    for (T value : values) {
      if (percent(percent)) {
        chosen.add(value);
      }
    }
    return chosen.isEmpty() ? List.of(of(values)) : chosen;
  }

  /** Shuffles within windows of that size, in place. */
  <T> void shuffle(List<T> values, int window) {
    for (int at = 0; at < values.size(); at++) {
      int other = Math.min(values.size() - 1, at + random.nextInt(window));
      T moved = values.get(at);
      values.set(at, values.get(other));
      values.set(other, moved);
    }
  }
}
