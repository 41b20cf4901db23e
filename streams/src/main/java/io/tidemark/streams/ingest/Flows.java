package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.flow.FlowEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the index of flows: what a batch consumed, and the announcements that it caused.
 *
 * <p>Invariant: an event is in the index before its offset is committed, and an announcement before
 * it is sent. After a crash both come again and are kept once.
 */
final class Flows {
  private final AggregateDefinition definition;
  private final FlowIndex index;

  Flows(AggregateDefinition definition, FlowIndex index) {
    this.definition = definition;
    this.index = index;
  }

  /** What of a batch belongs into the index. */
  final class Collected {
    private final List<FlowEvent> events = new ArrayList<>();

    void consumed(String aggregateId, Event event) {
      if (event.header().correlationId() != null && index.isKept()) {
        events.add(FlowEvent.consumed(definition.type(), aggregateId, event));
      }
    }

    void announced(Receipt receipt) {
      receipt
          .announcement()
          .filter(state -> state.last().correlationId() != null && index.isKept())
          .ifPresent(state -> events.add(announcement(state)));
    }

    boolean isEmpty() {
      return events.isEmpty();
    }

    /** Blocking. */
    void keep() {
      index.keep(events);
    }
  }

  private FlowEvent announcement(CarriedState state) {
    return new FlowEvent(
        state.last().correlationId(),
        state.last().id(),
        true,
        definition.type(),
        state.id(),
        definition.emit().source(),
        state.version(),
        definition.type() + "/" + state.id() + "/" + state.version(),
        definition.emit().eventType(),
        state.last().time(),
        definition.emit().topic(),
        null,
        null);
  }
}
