package io.tidemark.load.simulation;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.Observed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The same history with every source's numbers running 1, 2, 3, as if nothing had been lost. */
final class Renumbering {
  private final Map<String, TreeSet<Long>> numbers = new TreeMap<>();

  private Renumbering(List<CloudEvent> events) {
    for (CloudEvent event : events) {
      numbers.computeIfAbsent(event.source(), source -> new TreeSet<>()).add(event.sequence());
    }
  }

  static History of(History history) {
    AggregateDefinition old = history.definition();
    Renumbering renumbering = new Renumbering(history.events());
    return new History(
        new AggregateDefinition(
            old.type(),
            old.topics(),
            old.format(),
            old.id(),
            SequencePolicy.contiguousFrom(1),
            old.gap(),
            old.late(),
            old.state(),
            old.events(),
            old.otherwise(),
            old.emit(),
            old.projections()),
        history.events().stream().map(renumbering::renumbered).toList());
  }

  private CloudEvent renumbered(CloudEvent event) {
    return new CloudEvent(
        event.id(),
        event.source(),
        event.type(),
        event.subject(),
        rank(event.source(), event.sequence()),
        event.time(),
        event.correlationId(),
        event.causationId(),
        event.observed().map(this::renumbered),
        event.data());
  }

  private Observed renumbered(Observed observed) {
    Map<String, Long> vector = new TreeMap<>();
    observed
        .vector()
        .forEach(
            (source, number) -> {
              if (rank(source, number) > 0) {
                vector.put(source, rank(source, number));
              }
            });
    return new Observed(observed.clock(), vector);
  }

  /** How many of a source's numbers are not above this one. */
  private long rank(String source, long number) {
    return Optional.ofNullable(numbers.get(source))
        .map(all -> (long) all.headSet(number, true).size())
        .orElse(0L);
  }
}
