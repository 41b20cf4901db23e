package io.tidemark.load.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.load.generate.ShopEvent.Fate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {
  private static final int EVENTS = 20_000;

  private final EventGenerator generator = new EventGenerator(7, EVENTS);
  private final List<ShopEvent> delivered = delivery(generator);

  @Test
  void theSameSeedGivesTheSameDeliveryAndAnotherSeedAnother() {
    assertEquals(delivered, delivery(new EventGenerator(7, EVENTS)));
    assertNotEquals(delivered, delivery(new EventGenerator(8, EVENTS)));
  }

  @Test
  void deliversAsManyDistinctEventsAsAskedForTwoInAHundredTwice() {
    Set<String> distinct = new HashSet<>();
    delivered.forEach(event -> distinct.add(event.event().id()));
    long late = generator.late().count();
    double duplicates = (delivered.size() - distinct.size()) / (double) EVENTS;

    assertEquals(EVENTS, distinct.size() + late);
    assertTrue(late > 0, "no late events");
    assertTrue(duplicates > 0.015 && duplicates < 0.025, "duplicates: " + duplicates);
  }

  @Test
  void neverDeliversWhatIsMissingAndLeavesAGapThere() {
    List<ShopEvent> missing = histories().filter(event -> event.fate() == Fate.MISSING).toList();
    Set<String> ids = new HashSet<>();
    delivered.forEach(event -> ids.add(event.event().id()));

    assertFalse(missing.isEmpty());
    missing.forEach(event -> assertFalse(ids.contains(event.event().id()), event.toString()));
  }

  @Test
  void numbersRunWithoutHolesPerAggregateAndSource() {
    Map<String, Long> last = new HashMap<>();
    histories()
        .forEach(
            event -> {
              String key = event.aggregate().id() + event.event().source();
              assertEquals(last.getOrDefault(key, 0L) + 1, event.event().sequence(), key);
              last.put(key, event.event().sequence());
            });
  }

  @Test
  void deliversOutOfOrder() {
    Map<String, Long> highest = new HashMap<>();
    int early = 0;
    for (ShopEvent event : delivered) {
      String key = event.aggregate().id() + event.event().source();
      early += event.event().sequence() > highest.getOrDefault(key, 0L) + 1 ? 1 : 0;
      highest.merge(key, event.event().sequence(), Math::max);
    }
    assertTrue(early > EVENTS / 20, "only " + early + " events came early");
  }

  @Test
  void clocksTieAcrossRegionsAndGoBackWithinThem() {
    Map<String, OffsetDateTime> last = new HashMap<>();
    Map<String, String> writers = new HashMap<>();
    int[] ties = new int[1];
    int[] back = new int[1];
    histories()
        .forEach(
            event -> {
              OffsetDateTime time = OffsetDateTime.parse(event.event().time());
              String source = event.event().source();
              String other = writers.put(event.aggregate().id() + time.toInstant(), source);
              ties[0] += other != null && !other.equals(source) ? 1 : 0;
              OffsetDateTime before = last.put(event.aggregate().id() + source, time);
              back[0] += before != null && time.isBefore(before) ? 1 : 0;
            });
    assertTrue(ties[0] > 100, "ties: " + ties[0]);
    assertTrue(back[0] > 100, "clocks that went back: " + back[0]);
  }

  @Test
  void evenOneEventIsAHistory() {
    assertEquals(1, delivery(new EventGenerator(1, 1)).size());
  }

  private Stream<ShopEvent> histories() {
    return IntStream.range(0, generator.aggregates())
        .mapToObj(generator::history)
        .flatMap(List::stream);
  }

  private static List<ShopEvent> delivery(EventGenerator generator) {
    List<ShopEvent> events = new ArrayList<>();
    generator.delivery().forEachRemaining(events::add);
    return events;
  }
}
