package io.tidemark.domain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * What makes one JSON value of another, as a JSON Patch (RFC 6902) of {@code add}, {@code remove}
 * and {@code replace}. Objects are compared member by member; an array that differs is replaced
 * whole. Linear in the two.
 */
public final class JsonPatch {
  private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

  private JsonPatch() {}

  /** The patch that makes {@code to} of {@code from}; empty when they are equal. */
  public static ArrayNode between(JsonNode from, JsonNode to) {
    JsonPatch patch = new JsonPatch();
    patch.compare("", from, to);
    return patch.operations;
  }

  private void compare(String path, JsonNode from, JsonNode to) {
    if (!from.isObject() || !to.isObject()) {
      if (!from.equals(to)) {
        operations.addObject().put("op", "replace").put("path", path).set("value", to);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      String below = path + "/" + escaped(member.getKey());
      if (to.has(member.getKey())) {
        compare(below, member.getValue(), to.get(member.getKey()));
      } else {
        operations.addObject().put("op", "remove").put("path", below);
      }
    }
    for (Map.Entry<String, JsonNode> member : to.properties()) {
      if (!from.has(member.getKey())) {
        operations
            .addObject()
            .put("op", "add")
            .put("path", path + "/" + escaped(member.getKey()))
            .set("value", member.getValue());
      }
    }
  }

  /** A name in a JSON Pointer (RFC 6901). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
