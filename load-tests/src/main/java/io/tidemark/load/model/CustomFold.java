package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.FieldDefinition;
import java.util.List;

/** A custom rule, folded through the user's own class in the order of stamps. */
final class CustomFold {
  private CustomFold() {}

  static boolean accepts(FieldDefinition field, JsonNode value) {
    throw new UnsupportedOperationException(field.name() + value);
  }

  static JsonNode value(FieldDefinition field, List<Step> steps) {
    throw new UnsupportedOperationException(field.name() + steps.size());
  }
}
