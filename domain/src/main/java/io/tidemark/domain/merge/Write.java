package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.List;

/**
 * One operation of one event with its values filled in and accepted by the field's rule.
 *
 * @param verb what is done
 * @param field to which field; empty for {@link Verb#DELETE}
 * @param value the accepted value; a text for a map's key
 * @param nested for {@link Verb#PUT}: what is done to the value under the key
 */
public record Write(Verb verb, String field, JsonNode value, List<Write> nested) {

  /** Whether this leaves something behind, rather than takes something away. */
  public boolean isContent() {
    return verb != Verb.REMOVE && verb != Verb.DELETE;
  }
}
