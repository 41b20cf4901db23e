package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.FieldDefinition;

/** Which values a rule takes, and the form in which it shows them. */
final class Acceptance {
  private Acceptance() {}

  static JsonNode accept(FieldDefinition field, JsonNode value) throws Unacceptable {
    boolean acceptable =
        switch (field.rule()) {
          case "counter" -> value.isNumber();
          case "g-counter" -> value.isNumber() && value.decimalValue().signum() >= 0;
          case "max", "min", "map" -> value.isValueNode();
          case "rank" -> value.isValueNode() && field.order().contains(value.asText());
          case "custom" -> CustomFold.accepts(field, value);
          default -> true;
        };
    if (!acceptable) {
      throw new Unacceptable();
    }
    return switch (field.rule()) {
      case "map" -> TextNode.valueOf(JsonValues.canonical(value).asText());
      case "set", "g-set", "rw-set", "mv", "max", "min", "rank" -> JsonValues.canonical(value);
      default -> value;
    };
  }
}
