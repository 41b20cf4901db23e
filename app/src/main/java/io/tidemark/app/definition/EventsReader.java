package io.tidemark.app.definition;

import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression.Constant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what each event type does to the state. */
final class EventsReader {
  private static final Operation DELETE =
      new Operation(Verb.DELETE, "", new Constant(NullNode.getInstance()), List.of());

  private final OperationReader operations;

  EventsReader(Map<String, FieldDefinition> state) {
    operations = new OperationReader(state);
  }

  /** The operations of each event type, in the file's order. */
  Map<String, List<Operation>> read(Section section) {
    Map<String, List<Operation>> events = new LinkedHashMap<>();
    section.entries().forEach((type, element) -> events.put(type, items(element)));
    return events;
  }

  private List<Operation> items(Element element) {
    List<Operation> read = new ArrayList<>();
    element.items().forEach(item -> read.addAll(item(item)));
    return read;
  }

  private List<Operation> item(Element item) {
    String allowed =
        "delete, or a map with one of the keys " + String.join(", ", OperationReader.VERBS);
    if (item.isText() && item.characters().equals(Choices.spelled(Verb.DELETE))) {
      return List.of(DELETE);
    }
    return item.section(allowed).map(this::operations).orElse(List.of());
  }

  private List<Operation> operations(Section section) {
    List<String> allowed = new ArrayList<>(OperationReader.VERBS);
    allowed.add("required");
    section.allowOnly(allowed);
    boolean required = section.find("required").flatMap(Element::flag).orElse(false);
    List<String> verbs =
        section.entries().keySet().stream().filter(OperationReader.VERBS::contains).toList();
    if (section.entries().keySet().stream().allMatch("required"::equals)) {
      section
          .element()
          .refuse("no operation; allowed: one of " + String.join(", ", OperationReader.VERBS));
    }
    verbs.stream()
        .skip(1)
        .forEach(
            verb ->
                section
                    .entries()
                    .get(verb)
                    .refuseKey("a second operation; allowed: one, the next as an item of its own"));
    return verbs.stream().flatMap(verb -> operations.read(section, verb, required)).toList();
  }
}
