package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.envelope.EventFormat;
import java.util.ArrayList;
import java.util.List;

/** How events that could not be taken in travel, with what was wrong. */
final class RejectionFormat {
  private RejectionFormat() {}

  static ArrayNode write(List<Decision.Rejection> rejections) {
    ArrayNode tree = JsonNodeFactory.instance.arrayNode();
    for (Decision.Rejection rejection : rejections) {
      ObjectNode written = tree.addObject();
      written.set("e", EventFormat.write(rejection.event()));
      written.put("c", rejection.reason()).put("m", rejection.message());
    }
    return tree;
  }

  static List<Decision.Rejection> read(JsonNode tree) {
    List<Decision.Rejection> rejections = new ArrayList<>();
    for (JsonNode rejection : tree) {
      rejections.add(
          new Decision.Rejection(
              EventFormat.read(rejection.get("e")),
              rejection.get("c").textValue(),
              rejection.get("m").textValue()));
    }
    return rejections;
  }
}
