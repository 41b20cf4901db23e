package io.tidemark.app.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a document from the pointers into it.
 *
 * <p>Invariant: what the schema accepts is accepted by those who follow the pointers. The reverse
 * need not hold: a document may have other forms where a pointer leads nowhere.
 */
final class DataSchema {
  private final List<ObjectNode> constraints = new ArrayList<>();
  private final Map<String, DataSchema> members = new LinkedHashMap<>();
  private boolean required;

  /**
   * Adds what is known of one place.
   *
   * @param required whether something must stand there
   */
  void add(JsonPointer pointer, ObjectNode schema, boolean required) {
    if (pointer.matches()) {
      this.required |= required;
      if (!schema.isEmpty() && !constraints.contains(schema)) {
        constraints.add(schema);
      }
      return;
    }
    // A number may be an index or a name; nothing can be said of what holds it.
    if (!pointer.mayMatchElement()) {
      this.required |= required;
      members
          .computeIfAbsent(pointer.getMatchingProperty(), name -> new DataSchema())
          .add(pointer.tail(), schema, required);
    }
  }

  ObjectNode json() {
    List<ObjectNode> parts = new ArrayList<>(constraints);
    if (!members.isEmpty()) {
      ObjectSchema object = new ObjectSchema();
      members.forEach(
          (name, member) -> {
            if (member.required) {
              object.with(name, member.json());
            } else {
              object.maybe(name, member.json());
            }
          });
      parts.add(object.json());
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (!parts.isEmpty()) {
      ArrayNode all = schema.putArray("allOf");
      parts.forEach(all::add);
    }
    return schema;
  }
}
