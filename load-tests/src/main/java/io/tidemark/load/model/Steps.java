package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Spells out what one event does, by the definition's list of operations. */
final class Steps {
  private final Stamp stamp;
  private final CloudEvent event;
  private int next;

  private Steps(Stamp stamp, CloudEvent event) {
    this.stamp = stamp;
    this.event = event;
  }

  /** The steps of an event, in order; none when its type is not listed. */
  static List<Step> of(AggregateDefinition definition, Stamp stamp, CloudEvent event) {
    List<Operation> operations = definition.events().getOrDefault(event.type(), List.of());
    return new Steps(stamp, event).resolve(operations, definition.state());
  }

  private List<Step> resolve(List<Operation> operations, Map<String, FieldDefinition> fields) {
    List<Step> steps = new ArrayList<>();
    for (Operation operation : operations) {
      int index = next++;
      FieldDefinition field = fields.get(operation.field());
      value(operation.value())
          .filter(value -> !value.isNull() || takesNull(field))
          .ifPresent(
              value ->
                  steps.add(
                      new Step(
                          stamp,
                          index,
                          operation.verb(),
                          operation.field(),
                          value,
                          operation.nested().isEmpty()
                              ? List.of()
                              : resolve(operation.nested(), field.value()))));
    }
    return steps;
  }

  /** A JSON null is a value to registers and logs, and part of a delete; else it is nothing. */
  private static boolean takesNull(FieldDefinition field) {
    return field == null || field.rule().equals("lww") || field.rule().equals("log");
  }

  /** Empty where a pointer or an attribute leads nowhere, which makes its operation a no-op. */
  private Optional<JsonNode> value(ValueExpression expression) {
    if (expression instanceof ValueExpression.Pointer pointer) {
      return Optional.of(event.data().at(pointer.pointer())).filter(node -> !node.isMissingNode());
    }
    if (expression instanceof ValueExpression.Attribute attribute) {
      return event.attribute(attribute.name()).map(TextNode::valueOf);
    }
    return Optional.of(((ValueExpression.Constant) expression).value());
  }
}
