package io.tidemark.load.letters;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;

/** The highest level, whatever it is. */
public final class MendedLevel implements CustomRule {
  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    return current == null || write.value().intValue() > current.intValue()
        ? write.value()
        : current;
  }
}
