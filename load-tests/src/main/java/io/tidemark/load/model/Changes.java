package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Spells out what one event does, by the definition's list of operations. */
final class Changes {
  private final CloudEvent event;
  private final List<Change> resolved = new ArrayList<>();
  private int next;

  private Changes(CloudEvent event) {
    this.event = event;
  }

  /** The changes of an event, in order; empty when the event becomes a dead letter. */
  static Optional<List<Change>> of(AggregateDefinition definition, CloudEvent event) {
    Changes changes = new Changes(event);
    List<Operation> operations = definition.events().get(event.type());
    try {
      if (operations != null) {
        changes.resolve(operations, definition.state(), List.of());
      } else if (definition.otherwise() == OtherwisePolicy.PATCH) {
        changes.patch(event.data(), definition.state(), List.of());
      } else if (definition.otherwise() == OtherwisePolicy.DEAD_LETTER) {
        return Optional.empty();
      }
      return Optional.of(List.copyOf(changes.resolved));
    } catch (Unacceptable e) {
      return Optional.empty();
    }
  }

  private void resolve(
      List<Operation> operations, Map<String, FieldDefinition> fields, List<String> path)
      throws Unacceptable {
    for (Operation operation : operations) {
      if (operation.verb() == Verb.DELETE) {
        resolved.clear();
        resolved.add(new Change(next++, path, Verb.DELETE, null, NullNode.instance));
        continue;
      }
      FieldDefinition field = fields.get(operation.field());
      Optional<JsonNode> found =
          value(operation.value()).filter(value -> !value.isNull() || takesNull(field));
      if (found.isEmpty() && operation.value().required()) {
        throw new Unacceptable();
      }
      if (found.isPresent()) {
        Change change = change(path, operation.verb(), field, found.get());
        cancel(change);
        resolved.add(change);
        if (operation.verb() == Verb.PUT) {
          resolve(operation.nested(), field.value(), inside(change));
        }
      }
    }
  }

  /** A removal cancels what stands before it in its event on the same element or key. */
  private void cancel(Change change) {
    if (change.is(Verb.REMOVE)) {
      resolved.removeIf(
          earlier ->
              change.encloses(earlier)
                  || (earlier.isOf(change.field(), change.path())
                      && earlier.value().equals(change.value())));
    }
  }

  private Change change(List<String> path, Verb verb, FieldDefinition field, JsonNode value)
      throws Unacceptable {
    return new Change(next++, path, verb, field, Acceptance.accept(field, value));
  }

  private static List<String> inside(Change put) {
    List<String> path = new ArrayList<>(put.path());
    path.add(put.field().name());
    path.add(put.value().textValue());
    return path;
  }

  /** Every field that the document has is set by its own rule; arrays element by element. */
  private void patch(JsonNode document, Map<String, FieldDefinition> fields, List<String> path)
      throws Unacceptable {
    for (FieldDefinition field : fields.values()) {
      JsonNode value = document.path(field.name());
      if (value.isMissingNode() || (value.isNull() && !takesNull(field))) {
        continue;
      }
      if (field.rule().equals("map")) {
        for (var entry : value.properties()) {
          Change put = change(path, Verb.PUT, field, TextNode.valueOf(entry.getKey()));
          resolved.add(put);
          patch(entry.getValue(), field.value(), inside(put));
        }
        continue;
      }
      Verb verb = patchVerb(field, value);
      boolean many = (verb == Verb.ADD || verb == Verb.APPEND) && value.isArray();
      for (JsonNode element : many ? value : List.of(value)) {
        if (!element.isNull() || takesNull(field)) {
          resolved.add(change(path, verb, field, element));
        }
      }
    }
  }

  private static Verb patchVerb(FieldDefinition field, JsonNode value) {
    return switch (field.rule()) {
      case "counter", "g-counter" -> Verb.INCREMENT;
      case "set", "g-set", "rw-set" -> Verb.ADD;
      case "log" -> Verb.APPEND;
      case "flag", "dw-flag" ->
          value.isBoolean() && !value.booleanValue() ? Verb.DISABLE : Verb.ENABLE;
      case "custom" -> Verb.APPLY;
      default -> Verb.SET;
    };
  }

  /** A JSON null is a value to what keeps any value; to others it is nothing. */
  private static boolean takesNull(FieldDefinition field) {
    return List.of("lww", "mv", "log", "custom").contains(field.rule());
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
