package io.tidemark.load.generate;

import io.tidemark.load.generate.ShopEvent.Fate;
import io.tidemark.load.model.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes all the events of one aggregate, in the order in which they happened. */
final class ShopHistory {
  private static final Instant OPENING = Instant.parse("2025-01-01T08:00:00Z");

  private final ShopAggregate aggregate;
  private final SplittableRandom random;
  private final ShopStory story;
  private final ShopClock clock;
  private final List<Region> writers;
  private final Map<Region, Long> sequences = new EnumMap<>(Region.class);
  private final List<ShopEvent> events = new ArrayList<>();

  ShopHistory(int index, SplittableRandom random) {
    this.random = random;
    boolean cart = index % 2 == 0;
    this.aggregate = cart ? ShopAggregate.cart(index / 2) : ShopAggregate.order(index / 2);
    this.story = cart ? new CartStory(random) : new OrderStory(random);
    this.clock = new ShopClock(OPENING.plusSeconds(index), random);
    this.writers = writers();
  }

  /** A quarter of the aggregates has one writer, the others have all three. */
  private List<Region> writers() {
    Region[] regions = Region.values();
    boolean alone = random.nextInt(4) == 0;
    return alone ? List.of(regions[random.nextInt(regions.length)]) : List.of(regions);
  }

  List<ShopEvent> write(int count) {
    for (int position = 0; position < count; position++) {
      events.add(next(position));
    }
    return events;
  }

  private ShopEvent next(int position) {
    Region region = writers.get(random.nextInt(writers.size()));
    long sequence = sequences.merge(region, 1L, Long::sum);
    ShopStory.Chapter chapter = story.next(position);
    CloudEvent event =
        new CloudEvent(
            aggregate.id() + region.source() + "/" + sequence,
            region.source(),
            chapter.type(),
            aggregate.id(),
            sequence,
            clock.next(region),
            Optional.of("flow-" + aggregate.id()),
            cause(position),
            chapter.data());
    return new ShopEvent(aggregate, event, Fate.DELIVERED, random.nextInt(10) == 0);
  }

  private Optional<String> cause(int position) {
    return position == 0
        ? Optional.empty()
        : Optional.of(events.get(random.nextInt(position)).event().id());
  }

  /**
   * Gives one event another fate: one that is not its source's last, so that its absence leaves a
   * gap. Where no source has two events, nothing changes.
   */
  static void mark(List<ShopEvent> events, Fate fate, SplittableRandom random) {
    int start = random.nextInt(events.size());
    for (int step = 0; step < events.size(); step++) {
      int place = (start + step) % events.size();
      if (hasFollower(events, place)) {
        events.set(place, events.get(place).withFate(fate));
        return;
      }
    }
  }

  private static boolean hasFollower(List<ShopEvent> events, int place) {
    String source = events.get(place).event().source();
    return events.subList(place + 1, events.size()).stream()
        .anyMatch(later -> later.event().source().equals(source));
  }
}
