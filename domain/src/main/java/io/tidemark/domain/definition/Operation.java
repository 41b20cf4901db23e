package io.tidemark.domain.definition;

import java.util.List;

/**
 * One thing an event does to one field.
 *
 * @param verb what is done
 * @param field the field's name; empty for {@link Verb#DELETE}, which concerns them all
 * @param value the value set, added, removed (for a map: the key), appended, or the amount; for
 *     {@link Verb#PUT} the key; a constant {@code true} for {@link Verb#ENABLE} and {@link
 *     Verb#DISABLE}; a constant null for {@link Verb#DELETE}
 * @param nested {@link Verb#PUT}: what is done to the value under the key; else empty
 */
public record Operation(Verb verb, String field, ValueExpression value, List<Operation> nested) {
  /** The verbs of the aggregates file; each name in lower case is what the file says. */
  public enum Verb {
    SET,
    INCREMENT,
    DECREMENT,
    ADD,
    REMOVE,
    APPEND,
    PUT,
    ENABLE,
    DISABLE,
    APPLY,
    DELETE
  }

  public Operation {
    nested = List.copyOf(nested);
  }
}
