package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.InvalidEvent;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.model.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All events of one aggregate that are ever delivered, in the order in which they were written. */
final class History {
  private static final ObjectWriter WRITER = ExactJson.mapper().writer();

  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final List<CloudEvent> events;
  private final List<Event> originals = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<List<Integer>, byte[]> expectations = new HashMap<>();

  History(AggregateDefinition definition, List<CloudEvent> events) {
    this(definition, new EventInterpreter(definition), events);
  }

  History(AggregateDefinition definition, EventInterpreter interpreter, List<CloudEvent> events) {
    this.definition = definition;
    this.interpreter = interpreter;
    this.events = List.copyOf(events);
    for (CloudEvent event : events) {
      places.put(event.id(), originals.size());
      originals.add(interpreted(domainEvent(event)));
    }
  }

  AggregateDefinition definition() {
    return definition;
  }

  EventInterpreter interpreter() {
    return interpreter;
  }

  List<CloudEvent> events() {
    return events;
  }

  /** The place of the event of that id in {@link #events}. */
  int place(String id) {
    return places.get(id);
  }

  boolean hasDeadLetters() {
    return originals.contains(null);
  }

  /** The events as they reach an aggregate, each a new object; null where it is a dead letter. */
  List<Event> domainEvents() {
    List<Event> copies = new ArrayList<>(originals.size());
    for (Event original : originals) {
      copies.add(original == null ? null : copy(original));
    }
    return copies;
  }

  private static Event copy(Event original) {
    Event copy = new Event(original.header(), original.data(), original.position());
    copy.interpretedAs(original.writes());
    return copy;
  }

  private Event interpreted(Event event) {
    try {
      event.interpretedAs(interpreter.interpret(event));
      return event;
    } catch (InvalidEvent e) {
      return null;
    }
  }

  /** What the model wants once these events were taken in, in this order; worked out once. */
  byte[] expectation(List<Integer> arrivals) {
    List<Integer> key = arrivals;
    if (definition.sequence().mode() == Mode.CONTIGUOUS) {
      key = new ArrayList<>(arrivals);
      key.sort(null);
    }
    return expectations.computeIfAbsent(
        key, any -> Expectation.of(definition, arrivals.stream().map(events::get).toList()));
  }

  private static Event domainEvent(CloudEvent event) {
    Event.Header header =
        new Event.Header(
            event.id(),
            event.source(),
            event.sequence(),
            event.type(),
            EffectiveTime.nanos(Instant.parse(event.time())),
            event.correlationId().orElse(null),
            event.causationId().orElse(null),
            null,
            null,
            event.observed().map(Tokens::ofDomain).orElse(null),
            Map.of());
    try {
      return new Event(
          header,
          WRITER.writeValueAsBytes(event.data()),
          event.data(),
          new Position("things", 0, Math.max(0, event.sequence())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
