package io.tidemark.app.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.ExactJson;
import java.util.List;

/** The values of a rank. The file knows them as texts; in JSON {@code 1} may stand for "1". */
final class Ranks {
  private Ranks() {}

  static ObjectNode schema(List<String> order, boolean nullable) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode allowed = schema.putArray("enum");
    for (String rank : order) {
      allowed.add(rank);
      JsonNode written = asJson(rank);
      if (written.isNumber() || written.isBoolean()) {
        allowed.add(written);
      }
    }
    if (nullable) {
      allowed.addNull();
    }
    return schema;
  }

  private static JsonNode asJson(String text) {
    try {
      return ExactJson.mapper().readTree(text);
    } catch (JsonProcessingException onlyText) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }
}
