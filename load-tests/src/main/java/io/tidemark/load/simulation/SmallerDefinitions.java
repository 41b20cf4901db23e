package io.tidemark.load.simulation;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same history under definitions that have one operation, event type or field less. */
final class SmallerDefinitions {
  private SmallerDefinitions() {}

  static List<History> of(History history) {
    AggregateDefinition definition = history.definition();
    List<History> smaller = new ArrayList<>();
    definition
        .events()
        .forEach(
            (type, operations) -> {
              boolean used = history.events().stream().anyMatch(it -> it.type().equals(type));
              List<List<Operation>> fewer = used ? fewer(operations) : List.of();
              for (List<Operation> rest : fewer) {
                Map<String, List<Operation>> events = new LinkedHashMap<>(definition.events());
                events.put(type, rest);
                smaller.add(with(history, definition.state(), events));
              }
              if (!used) {
                Map<String, List<Operation>> events = new LinkedHashMap<>(definition.events());
                events.remove(type);
                smaller.add(with(history, definition.state(), events));
              }
            });
    for (String field : definition.state().keySet()) {
      boolean used =
          definition.events().values().stream()
              .flatMap(List::stream)
              .anyMatch(it -> it.field().equals(field));
      if (!used) {
        Map<String, FieldDefinition> state = new LinkedHashMap<>(definition.state());
        state.remove(field);
        smaller.add(with(history, state, definition.events()));
      }
    }
    return smaller;
  }

  private static List<List<Operation>> fewer(List<Operation> operations) {
    List<List<Operation>> fewer = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      List<Operation> rest = new ArrayList<>(operations);
      Operation removed = rest.remove(i);
      fewer.add(rest);
      for (List<Operation> nested : fewer(removed.nested())) {
        List<Operation> changed = new ArrayList<>(operations);
        changed.set(i, new Operation(removed.verb(), removed.field(), removed.value(), nested));
        fewer.add(changed);
      }
    }
    return fewer;
  }

  private static History with(
      History history, Map<String, FieldDefinition> state, Map<String, List<Operation>> events) {
    AggregateDefinition old = history.definition();
    return new History(
        new AggregateDefinition(
            old.type(),
            old.topics(),
            old.format(),
            old.id(),
            old.sequence(),
            old.gap(),
            old.late(),
            state,
            events,
            old.otherwise(),
            old.emit(),
            old.projections()),
        history.events());
  }
}
