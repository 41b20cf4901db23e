package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.FieldDefinition;
import java.util.Map;

/**
 * What the merge rules make of their fields in a state's JSON. Every declared field is there, with
 * the value that stands for nothing until it is used.
 */
final class StateSchemas {
  private StateSchemas() {}

  /** The schema of a state, or of a value in a map, of these fields. */
  static ObjectNode of(Map<String, FieldDefinition> fields) {
    ObjectSchema schema = new ObjectSchema();
    fields.forEach((name, field) -> schema.with(name, of(field)));
    return schema.json();
  }

  private static ObjectNode of(FieldDefinition field) {
    return switch (field.rule()) {
      case "lww" -> Schemas.described(Schemas.any(), "The last value written; null until then.");
      case "custom" ->
          Schemas.described(
              Schemas.any(),
              "What " + field.className().orElse("the rule") + " makes of it; null until applied.");
      case "mv" ->
          Schemas.described(
              Schemas.array(Schemas.any()), "The values that no later write knew of.");
      case "counter" -> Schemas.described(Schemas.number(), "The exact sum.");
      case "g-counter" ->
          Schemas.described(Schemas.number().put("minimum", 0), "The exact sum; it only grows.");
      case "set", "rw-set", "g-set" ->
          Schemas.described(
              Schemas.array(Schemas.any()).put("uniqueItems", true),
              "The elements, in a stable order.");
      case "map" -> Schemas.described(Schemas.map(of(field.value())), "The values by their keys.");
      case "flag", "dw-flag" -> Schemas.bool();
      case "max" ->
          Schemas.described(
              Schemas.orNull(Schemas.scalar()), "The greatest value; null until there is one.");
      case "min" ->
          Schemas.described(
              Schemas.orNull(Schemas.scalar()), "The smallest value; null until there is one.");
      case "rank" ->
          Schemas.described(
              Ranks.schema(field.order(), true), "The highest rank; null until there is one.");
      case "log" -> log(field.limit());
      default -> throw new IllegalStateException("no schema for the merge rule " + field.rule());
    };
  }

  private static ObjectNode log(int limit) {
    ObjectNode schema =
        Schemas.described(Schemas.array(Schemas.any()), "The newest entries, oldest first.");
    return limit == Integer.MAX_VALUE ? schema : schema.put("maxItems", limit);
  }
}
