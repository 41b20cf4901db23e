package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;

/**
 * The parts that JSON Schemas are made of. Only keywords that mean the same in the drafts 7 and
 * 2020-12 are used, because AsyncAPI 3.0 speaks the one and OpenAPI 3.1 the other.
 */
final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Schemas() {}

  /** Any JSON at all. */
  static ObjectNode any() {
    return NODES.objectNode();
  }

  static ObjectNode text() {
    return of("string");
  }

  static ObjectNode time() {
    return text().put("format", "date-time");
  }

  static ObjectNode integer() {
    return of("integer");
  }

  /** A whole number of 0 or more. */
  static ObjectNode count() {
    return integer().put("minimum", 0);
  }

  static ObjectNode number() {
    return of("number");
  }

  static ObjectNode bool() {
    return of("boolean");
  }

  static ObjectNode nothing() {
    return of("null");
  }

  /** A text, number or boolean: what is not put together of others. */
  static ObjectNode scalar() {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("type").add("string").add("number").add("boolean");
    return schema;
  }

  static ObjectNode constant(String value) {
    return text().put("const", value);
  }

  static ObjectNode oneOf(Collection<String> values) {
    ObjectNode schema = text();
    ArrayNode allowed = schema.putArray("enum");
    values.forEach(allowed::add);
    return schema;
  }

  static ObjectNode array(JsonNode items) {
    ObjectNode schema = of("array");
    schema.set("items", items);
    return schema;
  }

  /** An object whose members have names of the data's own. */
  static ObjectNode map(JsonNode values) {
    ObjectNode schema = of("object");
    schema.set("additionalProperties", values);
    return schema;
  }

  /** The same, or null; for schemas that name their types. */
  static ObjectNode orNull(ObjectNode schema) {
    JsonNode type = schema.get("type");
    ArrayNode types = NODES.arrayNode();
    if (type.isArray()) {
      types.addAll((ArrayNode) type);
    } else {
      types.add(type);
    }
    ObjectNode widened = schema.deepCopy();
    widened.set("type", types.add("null"));
    if (widened.get("enum") instanceof ArrayNode allowed) {
      allowed.addNull();
    }
    return widened;
  }

  static ObjectNode anyOf(List<? extends JsonNode> schemas) {
    ObjectNode schema = NODES.objectNode();
    schema.putArray("anyOf").addAll(schemas);
    return schema;
  }

  /** What stands under that name among the document's components. */
  static ObjectNode reference(String name) {
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  static ObjectNode described(ObjectNode schema, String description) {
    return schema.put("description", description);
  }

  private static ObjectNode of(String type) {
    return NODES.objectNode().put("type", type);
  }
}
