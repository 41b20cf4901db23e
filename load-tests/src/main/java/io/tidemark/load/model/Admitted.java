package io.tidemark.load.model;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An event that counts, and what it does.
 *
 * @param event the event
 * @param changes in order
 */
record Admitted(CloudEvent event, List<Change> changes) {

  /** The events that count, by source, each source's in the order in which they take effect. */
  static SortedMap<String, List<Admitted>> bySource(
      AggregateDefinition definition, Collection<CloudEvent> delivered) {
    SortedMap<String, List<Admitted>> bySource = new TreeMap<>(CodePoints.ORDER);
    Set<Object> seen = new HashSet<>();
    for (CloudEvent event : delivered) {
      Optional<List<Change>> changes = Changes.of(definition, event);
      List<Admitted> before = bySource.getOrDefault(event.source(), List.of());
      if (changes.isPresent()
          && isNew(definition.sequence(), event, before)
          && seen.add(identity(definition.sequence(), event))) {
        bySource
            .computeIfAbsent(event.source(), source -> new ArrayList<>())
            .add(new Admitted(event, changes.get()));
      }
    }
    if (definition.sequence().mode() != Mode.NONE) {
      bySource.values().forEach(it -> it.sort(Comparator.comparingLong(Admitted::sequence)));
    }
    return bySource;
  }

  long sequence() {
    return event.sequence();
  }

  private static boolean isNew(SequencePolicy policy, CloudEvent event, List<Admitted> before) {
    return switch (policy.mode()) {
      case CONTIGUOUS -> policy.startsAtFirst() || event.sequence() >= policy.start();
      case INCREASING -> before.stream().allMatch(it -> it.sequence() < event.sequence());
      case NONE -> true;
    };
  }

  private static Object identity(SequencePolicy policy, CloudEvent event) {
    return policy.mode() == Mode.NONE
        ? List.of(event.source(), event.id())
        : List.of(event.source(), event.sequence());
  }
}
