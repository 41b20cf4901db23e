package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON Schema of an object, member by member. Further members may come with later versions. */
final class ObjectSchema {
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final ArrayNode required = JsonNodeFactory.instance.arrayNode();

  /** A member that is always there. */
  ObjectSchema with(String name, JsonNode schema) {
    required.add(name);
    return maybe(name, schema);
  }

  /** A member that may be absent. */
  ObjectSchema maybe(String name, JsonNode schema) {
    properties.set(name, schema);
    return this;
  }

  ObjectNode json() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("properties", properties);
    return schema;
  }
}
