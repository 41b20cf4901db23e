package io.tidemark.domain.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/** Where a value comes from: the event's data, one of its attributes, or the file itself. */
public sealed interface ValueExpression {

  /** Whether a missing value makes the event a dead letter instead of the operation a no-op. */
  boolean required();

  /** A JSON Pointer (RFC 6901) into the event's data. */
  record Pointer(JsonPointer pointer, boolean required) implements ValueExpression {}

  /** An attribute of the event, by its CloudEvents name, without the {@code @}. */
  record Attribute(String name, boolean required) implements ValueExpression {}

  /** The value as it stands in the file; never missing. */
  record Constant(JsonNode value) implements ValueExpression {
    @Override
    public boolean required() {
      return false;
    }
  }
}
