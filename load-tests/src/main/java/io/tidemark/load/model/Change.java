package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.List;

/**
 * One operation of one event, its value looked up; what stands inside a put is a change of its own.
 *
 * @param place its place within the event, a put before what stands inside
 * @param path the map fields and keys it stands in, outermost first: field, key, field, key
 * @param verb what is done
 * @param field the field it is done to; null for a delete
 * @param value the value; the key as text for a map
 */
record Change(int place, List<String> path, Verb verb, FieldDefinition field, JsonNode value) {

  boolean is(Verb wanted) {
    return verb == wanted;
  }

  /** Whether it is done to that field, in that place. */
  boolean isOf(FieldDefinition wanted, List<String> wantedPath) {
    return field != null && field.name().equals(wanted.name()) && path.equals(wantedPath);
  }

  /** Whether it writes something, rather than take something away. */
  boolean isContent() {
    return verb != Verb.REMOVE && verb != Verb.DELETE;
  }

  /**
   * Whether it removes the aggregate, or a map's key, that the other stands in. A delete stands in
   * nothing.
   */
  boolean encloses(Change other) {
    if (verb != Verb.REMOVE) {
      return verb == Verb.DELETE && other.verb != Verb.DELETE;
    }
    int depth = path.size();
    return field.rule().equals("map")
        && other.path.size() >= depth + 2
        && other.path.subList(0, depth).equals(path)
        && other.path.get(depth).equals(field.name())
        && other.path.get(depth + 1).equals(value.textValue());
  }
}
