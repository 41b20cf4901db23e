package io.tidemark.load.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;

/** A custom rule that breaks the first law: it keeps what happened to come first. */
public final class FirstValue implements CustomRule {
  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    return current == null ? write.value() : current;
  }
}
