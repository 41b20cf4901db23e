package io.tidemark.load.cases;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small history as people write one down: a declared state, and events that may name the events
 * whose state their writer had read. What was read is sent as the real token of that state.
 */
final class Example {
  private final AggregateDefinition definition;
  private final Map<String, Event> events = new LinkedHashMap<>();

  /**
   * @param state the value of {@code state} in an aggregates file, on one line
   * @param rows in an order in which each observes only rows before it
   */
  Example(String state, List<Row> rows) {
    definition = definition(state, rows);
    rows.forEach(row -> events.put(row.name(), event(row)));
  }

  AggregateDefinition definition() {
    return definition;
  }

  /** The events of those names, in the order of the names. */
  List<Event> events(Iterable<String> names) {
    List<Event> found = new ArrayList<>();
    for (String name : names) {
      Event event = events.get(name);
      if (event == null) {
        throw new IllegalArgumentException("there is no event " + name + " so far");
      }
      found.add(event);
    }
    return found;
  }

  /** All events. */
  List<Event> events() {
    return events(events.keySet());
  }

  private Event event(Row row) {
    Event.Header header =
        new Event.Header(
            row.source() + "-" + row.number(),
            row.source(),
            row.number(),
            row.name(),
            row.nanos(),
            null,
            null,
            null,
            null,
            row.observed().map(this::token).orElse(null),
            Map.of());
    return new Event(header, new byte[0], new Position("examples", 0, events.size()));
  }

  /** The token of the state that those events alone make, through the text that writers send. */
  private ConsistencyToken token(List<String> names) {
    AggregateState state = Replay.of(definition, events(names));
    return ConsistencyToken.decode(state.token().encode());
  }

  private static AggregateDefinition definition(String state, List<Row> rows) {
    StringBuilder file =
        new StringBuilder("aggregates:\n  example:\n    topics: [examples]\n    state: ")
            .append(state)
            .append("\n    events:\n      Unused: []\n");
    for (Row row : rows) {
      file.append("      ").append(row.name()).append(": ").append(row.operations()).append('\n');
    }
    try {
      return AggregatesFile.parse("example", file.toString()).get(0);
    } catch (DefinitionException e) {
      throw new IllegalArgumentException(e.problems() + "\n" + file, e);
    }
  }
}
