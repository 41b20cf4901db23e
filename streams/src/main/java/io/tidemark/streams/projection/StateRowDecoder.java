package io.tidemark.streams.projection;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.util.Optional;

/** Reads the value of an ECST event. Only this node writes them, but a topic is open to others. */
final class StateRowDecoder {
  private StateRowDecoder() {}

  /** The row, or empty when the value is no ECST event. */
  static Optional<StateRow> decode(byte[] value) {
    JsonNode event;
    try {
      event = ExactJson.mapper().readTree(value);
    } catch (IOException noJson) {
      return Optional.empty();
    }
    JsonNode id = event.path("id");
    JsonNode version = event.path("version");
    JsonNode state = event.path("state");
    boolean deleted = event.path("deleted").asBoolean(false);
    boolean complete =
        id.isTextual()
            && version.isIntegralNumber()
            && version.canConvertToLong()
            && (deleted || state.isObject());
    return complete
        ? Optional.of(new StateRow(id.textValue(), version.longValue(), deleted, state))
        : Optional.empty();
  }
}
