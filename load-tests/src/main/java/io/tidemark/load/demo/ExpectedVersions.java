package io.tidemark.load.demo;

import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.generate.ShopEvent.Fate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The version every aggregate must reach, phase by phase.
 *
 * @param beforeSkips what can be applied while every gap stays open
 * @param afterSkips what can be applied once the gaps were skipped
 * @param complete everything, the late events included
 */
record ExpectedVersions(
    Map<AggregateKey, Long> beforeSkips,
    Map<AggregateKey, Long> afterSkips,
    Map<AggregateKey, Long> complete) {

  static ExpectedVersions of(EventGenerator generator) {
    ExpectedVersions expected =
        new ExpectedVersions(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (int index = 0; index < generator.aggregates(); index++) {
      List<ShopEvent> history = generator.history(index);
      var aggregate = history.get(0).aggregate();
      AggregateKey key = new AggregateKey(aggregate.type(), aggregate.id());
      expected.beforeSkips.put(key, withoutGaps(history));
      expected.afterSkips.put(key, count(history, Fate.DELIVERED));
      expected.complete.put(key, count(history, Fate.DELIVERED) + count(history, Fate.LATE));
    }
    return expected;
  }

  private static long count(List<ShopEvent> history, Fate fate) {
    return history.stream().filter(event -> event.fate() == fate).count();
  }

  /** The events before the first absent one of each source. */
  private static long withoutGaps(List<ShopEvent> history) {
    Map<String, Boolean> open = new TreeMap<>();
    long count = 0;
    for (ShopEvent event : history) {
      boolean absent = event.fate() != Fate.DELIVERED;
      if (open.merge(event.event().source(), absent, Boolean::logicalOr)) {
        continue;
      }
      count++;
    }
    return count;
  }
}
