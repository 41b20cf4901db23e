package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.Observed;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All events of one aggregate that are ever delivered.
 *
 * @param definition its type
 * @param events in the order in which they were written: after what they observed
 */
record History(AggregateDefinition definition, List<CloudEvent> events) {
  private static final ObjectWriter WRITER = ExactJson.mapper().writer();

  History {
    events = List.copyOf(events);
  }

  /** The events as the domain reads them; new objects at each call. */
  List<Event> domainEvents() {
    return events.stream().map(History::domainEvent).toList();
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
