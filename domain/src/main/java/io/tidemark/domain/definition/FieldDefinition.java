package io.tidemark.domain.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One declared field of a state, or of a map's values.
 *
 * @param name the field's name in the state's JSON
 * @param rule the name of its merge rule, as registered in {@code MergeRules}
 * @param order {@code rank}: the values from lowest to highest; else empty
 * @param limit {@code log}: the most entries kept; else {@link Integer#MAX_VALUE}
 * @param value {@code map}: the fields of a value; else empty
 * @param className {@code custom}: the user's class; else empty
 */
public record FieldDefinition(
    String name,
    String rule,
    List<String> order,
    int limit,
    Map<String, FieldDefinition> value,
    Optional<String> className) {

  public FieldDefinition {
    order = List.copyOf(order);
    value = Ordered.copyOf(value);
  }

  /** A field whose rule takes no options. */
  public static FieldDefinition of(String name, String rule) {
    return new FieldDefinition(
        name, rule, List.of(), Integer.MAX_VALUE, Map.of(), Optional.empty());
  }
}
