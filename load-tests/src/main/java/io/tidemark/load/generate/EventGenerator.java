package io.tidemark.load.generate;

import io.tidemark.load.generate.ShopEvent.Fate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Shops in three regions that write carts and orders at once: the same seed and number always give
 * the same events in the same order of delivery.
 *
 * <p>Every aggregate's history has a random number generator of its own, so that it can be written
 * again at any time; nothing is kept, whatever the number of events.
 */
public final class EventGenerator {
  private static final int SMALLEST = 8;
  private static final int LARGEST = 32;

  /** One aggregate in this many has a late event, and one a missing one. */
  private static final int ACCIDENT_EVERY = 97;

  private static final int LATE_AT = 5;
  private static final int MISSING_AT = 11;

  private final long seed;
  private final List<Integer> sizes = new ArrayList<>();

  /**
   * @param seed any number
   * @param events how many distinct events are delivered, late ones included and missing ones not;
   *     1 or more
   */
  public EventGenerator(long seed, int events) {
    if (events < 1) {
      throw new IllegalArgumentException("events must be 1 or more, not " + events);
    }
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    for (int left = events; left > 0; left -= sizes.get(sizes.size() - 1)) {
      sizes.add(Math.min(left, SMALLEST + random.nextInt(LARGEST - SMALLEST + 1)));
    }
  }

  /** How many aggregates there are. */
  public int aggregates() {
    return sizes.size();
  }

  /**
   * The whole history of one aggregate in the order in which it happened.
   *
   * @param index 0 to {@link #aggregates()} - 1
   */
  public List<ShopEvent> history(int index) {
    SplittableRandom random = new SplittableRandom(mix(index));
    boolean missing = index % ACCIDENT_EVERY == MISSING_AT;
    int size = sizes.get(index);
    List<ShopEvent> events = new ShopHistory(index, random).write(missing ? size + 1 : size);
    if (missing) {
      ShopHistory.mark(events, Fate.MISSING, random);
      // Too short a history to leave a gap in: its last event is the one that goes missing.
      if (events.stream().noneMatch(event -> event.fate() == Fate.MISSING)) {
        events.set(size, events.get(size).withFate(Fate.MISSING));
      }
    } else if (index % ACCIDENT_EVERY == LATE_AT) {
      ShopHistory.mark(events, Fate.LATE, random);
    }
    return events;
  }

  /**
   * The main phase in the order of its delivery: everything but the late and the missing events,
   * shuffled, some of it twice.
   */
  public Iterator<ShopEvent> delivery() {
    return new DeliveryOrder(this, new SplittableRandom(mix(-1)));
  }

  /** The late events, to be delivered when the gaps that they leave have been skipped. */
  public Stream<ShopEvent> late() {
    return IntStream.range(0, aggregates())
        .filter(index -> index % ACCIDENT_EVERY == LATE_AT)
        .mapToObj(this::history)
        .flatMap(List::stream)
        .filter(event -> event.fate() == Fate.LATE);
  }

  private long mix(long index) {
    return seed * 0x9E3779B97F4A7C15L + index * 0xC2B2AE3D27D4EB4FL;
  }
}
