package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;

/** An instant to the nanosecond, as seconds and nanoseconds. */
final class InstantFormat {
  private InstantFormat() {}

  static JsonNode write(Instant instant) {
    return JsonNodeFactory.instance
        .arrayNode()
        .add(instant.getEpochSecond())
        .add(instant.getNano());
  }

  static Instant read(JsonNode tree) {
    return Instant.ofEpochSecond(tree.get(0).longValue(), tree.get(1).longValue());
  }
}
