package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of HTTP requests. */
final class Parameters {
  private Parameters() {}

  static ObjectNode path(String name, ObjectNode schema, String description) {
    return parameter("path", name, schema, description).put("required", true);
  }

  static ObjectNode query(String name, ObjectNode schema, String description) {
    return parameter("query", name, schema, description);
  }

  static ObjectNode header(String name, String description) {
    return parameter("header", name, Schemas.text(), description);
  }

  static ObjectNode limit() {
    ObjectNode schema = Schemas.integer().put("minimum", 1).put("maximum", 1_000);
    return query("limit", schema.put("default", 50), "The most items of a page.");
  }

  static ObjectNode cursor() {
    return query("cursor", Schemas.text(), "The next of the page before.");
  }

  /** What makes an answer wait until it includes a write. */
  static List<ObjectNode> readYourWrites() {
    return List.of(
        header("Tidemark-Token", "A consistency token: the answer includes what it stands for."),
        query("timeout", Schemas.text().put("default", "2s"), "The longest wait for that."));
  }

  private static ObjectNode parameter(
      String place, String name, ObjectNode schema, String description) {
    ObjectNode parameter = JsonNodeFactory.instance.objectNode();
    parameter.put("name", name).put("in", place).put("description", description);
    parameter.set("schema", schema);
    return parameter;
  }
}
