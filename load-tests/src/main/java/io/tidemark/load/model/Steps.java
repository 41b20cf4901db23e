package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import java.util.ArrayList;
import java.util.List;
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
    return new Steps(stamp, event).resolve(operations);
  }

  private List<Step> resolve(List<Operation> operations) {
    List<Step> steps = new ArrayList<>();
    for (Operation operation : operations) {
      int index = next++;
      value(operation.value())
          .filter(value -> !value.isNull() || takesNull(operation.verb()))
          .ifPresent(
              value ->
                  steps.add(
                      new Step(
                          stamp,
                          index,
                          operation.verb(),
                          operation.field(),
                          value,
                          resolve(operation.nested()))));
    }
    return steps;
  }

  /** A JSON null is a value to registers and logs; to all others it is nothing at all. */
  private static boolean takesNull(Verb verb) {
    return verb == Verb.SET || verb == Verb.APPEND || verb == Verb.DELETE;
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
