package io.tidemark.load.letters;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;

/** The highest level; breaks the law of totality: it fails on levels above five. */
public final class BrittleLevel implements CustomRule {
  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    if (write.value().intValue() > 5) {
      throw new IllegalStateException("no level " + write.value());
    }
    return new MendedLevel().apply(current, write);
  }
}
