package io.tidemark.load.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an aggregate must be, computed from the whole set of its events at once.
 *
 * <p>It sorts the events it is given and looks every answer up by brute force. It shares no code
 * with the domain's sequencing, clocks and merge rules, so that a mistake there cannot hide here;
 * only the parsed aggregates file is common to both, and the user's own class of a custom rule.
 */
public final class ReferenceModel {
  private final AggregateDefinition definition;

  public ReferenceModel(AggregateDefinition definition) {
    this.definition = definition;
  }

  /**
   * The final state of one aggregate.
   *
   * @param delivered the events that were ever delivered and not turned away as late, repeated or
   *     not: in any order where numbers are contiguous, else in the order of arrival
   */
  public ReferenceState fold(Collection<CloudEvent> delivered) {
    List<Step> steps = new ArrayList<>();
    SortedMap<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    Reading latest = null;
    long version = 0;
    for (var source : Admitted.bySource(definition, delivered).entrySet()) {
      List<Admitted> events = source.getValue();
      long number = numbered() ? events.get(events.size() - 1).sequence() : events.size();
      vector.put(source.getKey(), number);
      version += events.size();
      latest = Reading.later(latest, addSteps(events, steps));
    }
    steps.sort(Step.ORDER);
    return new ReferenceState(version, vector, latest, isDeleted(steps), state(steps));
  }

  /**
   * One source's events in order: its clock never stands still and never goes back, and what its
   * writer had once observed it knows from then on.
   *
   * @return the effective time of the last
   */
  private Reading addSteps(List<Admitted> events, List<Step> steps) {
    Reading reading = null;
    Observed context = Observed.NOTHING;
    for (Admitted admitted : events) {
      CloudEvent event = admitted.event();
      Observed token = event.observed().orElse(Observed.NOTHING);
      context = context.and(token);
      reading =
          Reading.after(
              Reading.later(reading, token.clock()),
              OffsetDateTime.parse(event.time()).toInstant());
      Stamp stamp = new Stamp(reading, event.source(), event.sequence());
      Standing standing = new Standing(stamp, event.observed().isPresent(), context, numbered());
      admitted.changes().forEach(change -> steps.add(new Step(standing, change)));
    }
    return reading;
  }

  private boolean numbered() {
    return definition.sequence().mode() != Mode.NONE;
  }

  private ObjectNode state(List<Step> steps) {
    List<Step> counting = steps.stream().filter(step -> counts(step, steps)).toList();
    ObjectNode state = JsonValues.JSON.objectNode();
    definition
        .state()
        .forEach(
            (name, field) -> state.set(name, ReferenceField.value(field, List.of(), counting)));
    return state;
  }

  /** Whatever an enclosing removal follows is as if it had never been: removals, too. */
  private static boolean counts(Step step, List<Step> all) {
    return all.stream()
        .filter(other -> other.change().encloses(step.change()) && other.follows(step))
        .noneMatch(other -> counts(other, all));
  }

  private static boolean isDeleted(List<Step> steps) {
    List<Step> deletes = steps.stream().filter(step -> step.is(Verb.DELETE)).toList();
    return !deletes.isEmpty()
        && steps.stream()
            .filter(step -> step.change().isContent())
            .noneMatch(content -> content.without(deletes, Step::follows));
  }
}
