package io.tidemark.load.generate;

import io.tidemark.load.generate.ShopEvent.Fate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Brings events into the order in which a busy and unreliable world would deliver them.
 *
 * <p>Some hundred aggregates are alive at a time and interleave. What they write is collected into
 * windows that are shuffled; a few events miss their window and come some windows later; two in a
 * hundred come once more, in the same window or in later ones.
 */
final class DeliveryOrder implements Iterator<ShopEvent> {
  private static final int ALIVE = 200;
  private static final int WINDOW = 1_000;
  private static final int MOST_WINDOWS_LATER = 3;
  private static final int DUPLICATES_PER_THOUSAND = 20;
  private static final int STRAGGLERS_PER_THOUSAND = 10;

  private final EventGenerator generator;
  private final SplittableRandom random;
  private final List<Deque<ShopEvent>> alive = new ArrayList<>();
  private final Deque<List<ShopEvent>> windows = new ArrayDeque<>();
  private int nextAggregate;
  private Iterator<ShopEvent> current = List.<ShopEvent>of().iterator();

  DeliveryOrder(EventGenerator generator, SplittableRandom random) {
    this.generator = generator;
    this.random = random;
    while (windows.size() <= MOST_WINDOWS_LATER) {
      windows.add(new ArrayList<>());
    }
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      if (exhausted()) {
        return false;
      }
      current = nextWindow().iterator();
    }
    return true;
  }

  @Override
  public ShopEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  private boolean exhausted() {
    return alive.isEmpty()
        && nextAggregate == generator.aggregates()
        && windows.stream().allMatch(List::isEmpty);
  }

  private List<ShopEvent> nextWindow() {
    for (int count = 0; count < WINDOW && awaken(); count++) {
      deliver(happen());
    }
    List<ShopEvent> window = windows.remove();
    windows.add(new ArrayList<>());
    shuffle(window);
    return window;
  }

  /** Fills up the aggregates that are alive; false when the last one has told its story. */
  private boolean awaken() {
    while (alive.size() < ALIVE && nextAggregate < generator.aggregates()) {
      alive.add(new ArrayDeque<>(generator.history(nextAggregate++)));
    }
    return !alive.isEmpty();
  }

  private ShopEvent happen() {
    int place = random.nextInt(alive.size());
    Deque<ShopEvent> events = alive.get(place);
    ShopEvent event = events.remove();
    if (events.isEmpty()) {
      alive.set(place, alive.get(alive.size() - 1));
      alive.remove(alive.size() - 1);
    }
    return event;
  }

  private void deliver(ShopEvent event) {
    if (event.fate() != Fate.DELIVERED) {
      return;
    }
    boolean straggles = random.nextInt(1000) < STRAGGLERS_PER_THOUSAND;
    window(straggles ? 1 + random.nextInt(MOST_WINDOWS_LATER) : 0).add(event);
    if (random.nextInt(1000) < DUPLICATES_PER_THOUSAND) {
      window(random.nextInt(MOST_WINDOWS_LATER + 1)).add(event);
    }
  }

  private List<ShopEvent> window(int later) {
    return windows.stream().skip(later).findFirst().orElseThrow();
  }

  private void shuffle(List<ShopEvent> window) {
    for (int last = window.size() - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      ShopEvent swapped = window.get(last);
      window.set(last, window.get(other));
      window.set(other, swapped);
    }
  }
}
