package io.tidemark.load.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an aggregate must be, computed from the whole set of its events at once.
 *
 * <p>It knows nothing of arrival: it sorts the events it is given and looks every answer up by
 * brute force. It shares no code with the domain's sequencing, clocks and merge rules, so that a
 * mistake there cannot hide here; only the parsed aggregates file is common to both.
 */
public final class ReferenceModel {
  private final AggregateDefinition definition;

  /**
   * @throws IllegalArgumentException when the definition asks for what depends on arrival: a
   *     sequence mode other than contiguous, or unlisted events that are not ignored
   */
  public ReferenceModel(AggregateDefinition definition) {
    if (definition.sequence().mode() != SequencePolicy.Mode.CONTIGUOUS) {
      throw new IllegalArgumentException(
          "the reference model reads contiguous sequences, not " + definition.sequence().mode());
    }
    if (definition.otherwise() != OtherwisePolicy.IGNORE) {
      throw new IllegalArgumentException(
          "the reference model ignores unlisted events, not " + definition.otherwise());
    }
    this.definition = definition;
  }

  /**
   * The final state of one aggregate.
   *
   * @param delivered every event of it that was ever delivered, in any order, repeated or not
   */
  public ReferenceState fold(Collection<CloudEvent> delivered) {
    SortedMap<String, SortedMap<Long, CloudEvent>> bySource = bySource(delivered);
    List<Step> steps = new ArrayList<>();
    SortedMap<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    long version = 0;
    for (var source : bySource.entrySet()) {
      steps.addAll(stepsOf(source.getValue().values()));
      vector.put(source.getKey(), source.getValue().lastKey());
      version += source.getValue().size();
    }
    steps.sort(Step.ORDER);
    return stateOf(steps, version, vector);
  }

  private ReferenceState stateOf(List<Step> steps, long version, SortedMap<String, Long> vector) {
    List<Step> deletes = steps.stream().filter(step -> step.is(Verb.DELETE)).toList();
    List<Step> surviving =
        steps.stream().filter(step -> !step.is(Verb.DELETE) && step.survives(deletes)).toList();
    // Removes that are older than a delete are dropped too; what they took away is gone anyway.
    boolean deleted = !deletes.isEmpty() && surviving.stream().noneMatch(Step::isWrite);
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    definition
        .state()
        .forEach((name, field) -> state.set(name, ReferenceField.value(field, surviving)));
    return new ReferenceState(version, vector, deleted, state);
  }

  private SortedMap<String, SortedMap<Long, CloudEvent>> bySource(
      Collection<CloudEvent> delivered) {
    SortedMap<String, SortedMap<Long, CloudEvent>> bySource = new TreeMap<>(CodePoints.ORDER);
    for (CloudEvent event : delivered) {
      boolean counts =
          definition.sequence().startsAtFirst()
              || event.sequence() >= definition.sequence().start();
      if (counts) {
        bySource
            .computeIfAbsent(event.source(), source -> new TreeMap<>())
            .putIfAbsent(event.sequence(), event);
      }
    }
    return bySource;
  }

  /** One source's events in sequence order: its clock never stands still and never goes back. */
  private List<Step> stepsOf(Collection<CloudEvent> inSequence) {
    List<Step> steps = new ArrayList<>();
    Instant time = Instant.MIN;
    long count = 0;
    for (CloudEvent event : inSequence) {
      Instant written = OffsetDateTime.parse(event.time()).toInstant();
      if (written.isAfter(time)) {
        time = written;
        count = 0;
      } else {
        count++;
      }
      Stamp stamp = new Stamp(time, count, event.source(), event.sequence());
      steps.addAll(Steps.of(definition, stamp, event));
    }
    return steps;
  }
}
