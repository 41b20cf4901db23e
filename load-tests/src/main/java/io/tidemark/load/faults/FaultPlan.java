package io.tidemark.load.faults;

import io.tidemark.load.faults.FaultKind.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What goes wrong in a run, and when: decided by the seed, the length, the number of nodes and the
 * kinds alone. Kinds come as from a shuffled deck, so that none is left out for long. At times one
 * fault begins before another one has ended, though nothing happens to one target twice at a time,
 * and seldom are two nodes away at once: what is left of three has no majority then and ends
 * itself.
 */
final class FaultPlan {
  private static final long FIRST = 6_000;

  /** No fault begins in the last part of the load: something must be there to show its effect. */
  private static final long CALM_END = 8_000;

  /** How long a target is left alone after a fault of its own has ended. */
  private static final long BREATH = 9_000;

  /** How long it takes a node that was away to be a member again. */
  private static final long RETURN = 20_000;

  private static final int SHORTEST_STEP = 7_000;
  private static final int LONGEST_STEP = 15_000;
  private static final int OVERLAPPING_STEP = 2_500;

  private final SplittableRandom random;
  private final int nodes;
  private final List<FaultKind> kinds;
  private final Optional<Duration> every;
  private final List<FaultKind> deck = new ArrayList<>();
  private final Map<String, Long> busyUntil = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();

  private long allThereFrom;

  private FaultPlan(long seed, int nodes, Collection<FaultKind> kinds, Optional<Duration> every) {
    this.random = new SplittableRandom(seed);
    this.nodes = nodes;
    this.kinds = List.copyOf(kinds);
    this.every = every;
  }

  /**
   * The faults in the order of their beginnings.
   *
   * @param every from the beginning of one to that of the next; empty: as chance has it
   */
  static List<Fault> of(
      long seed,
      Duration length,
      int nodes,
      Collection<FaultKind> kinds,
      Optional<Duration> every) {
    return new FaultPlan(seed, nodes, kinds, every).draw(length.toMillis());
  }

  private List<Fault> draw(long length) {
    for (long at = FIRST; at < length - CALM_END; at += step()) {
      next(at, length);
    }
    return faults;
  }

  private long step() {
    if (every.isPresent()) {
      return every.get().toMillis();
    }
    return random.nextInt(4) == 0
        ? 500 + random.nextInt(OVERLAPPING_STEP)
        : SHORTEST_STEP + random.nextInt(LONGEST_STEP - SHORTEST_STEP);
  }

  private void next(long at, long length) {
    if (deck.isEmpty()) {
      deck.addAll(kinds);
      // One long one a deck, or nothing else would happen while the parts are there.
      List<FaultKind> longOnes = kinds.stream().filter(FaultKind::isLong).toList();
      if (longOnes.size() < kinds.size()) {
        deck.removeAll(longOnes);
        longOnes.stream().skip(random.nextInt(longOnes.size() + 1)).limit(1).forEach(deck::add);
      }
      shuffle(deck);
    }
    for (FaultKind kind : deck) {
      Fault fault = draw(kind, at);
      boolean alone = !kind.takesNodeAway() || at >= allThereFrom || random.nextInt(6) == 0;
      boolean ends = !kind.isLong() || at + fault.lasting() + CALM_END <= length;
      if (alone && ends && busyUntil.getOrDefault(fault.target(), 0L) <= at) {
        deck.remove(kind);
        faults.add(fault);
        busyUntil.put(fault.target(), at + fault.lasting() + BREATH);
        if (kind.takesNodeAway()) {
          allThereFrom = at + fault.lasting() + RETURN;
        }
        return;
      }
    }
  }

  private Fault draw(FaultKind kind, long at) {
    int node = kind.target() == Target.NODE ? 1 + random.nextInt(nodes) : 0;
    long range = 1_000L * (kind.longest() - kind.shortest());
    long lasting = 1_000L * kind.shortest() + (range == 0 ? 0 : random.nextLong(range));
    return new Fault(faults.size() + 1, kind, node, at, lasting);
  }

  private void shuffle(List<FaultKind> cards) {
    for (int last = cards.size() - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      FaultKind swapped = cards.get(last);
      cards.set(last, cards.get(other));
      cards.set(other, swapped);
    }
  }
}
