package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.Arrays;
import java.util.Optional;

/** How a column is compared; its name follows the column's in a query, after a dot. */
enum Comparison {
  EQUAL("eq", "=", "equal to the value"),
  NOT_EQUAL("ne", "is distinct from", "not equal to the value, or null"),
  GREATER("gt", ">", "greater than the value"),
  GREATER_OR_EQUAL("gte", ">=", "the value or greater"),
  LESS("lt", "<", "less than the value"),
  LESS_OR_EQUAL("lte", "<=", "the value or less"),
  IN("in", "in", "one of the values, which commas separate"),
  PREFIX("prefix", "starts_with", "text that starts with the value"),
  CONTAINS("contains", "@>", "JSON that contains the value: an element, a key, or members");

  private final String suffix;
  private final String operator;
  private final String meaning;

  Comparison(String suffix, String operator, String meaning) {
    this.suffix = suffix;
    this.operator = operator;
    this.meaning = meaning;
  }

  static Optional<Comparison> of(String suffix) {
    return Arrays.stream(values()).filter(each -> each.suffix.equals(suffix)).findFirst();
  }

  String suffix() {
    return suffix;
  }

  String operator() {
    return operator;
  }

  /** What must hold of the column, for people. */
  String meaning() {
    return meaning;
  }

  /** Whether columns of a type can be compared so. */
  boolean takes(ColumnType type) {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> true;
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
          type != ColumnType.JSONB && type != ColumnType.BOOLEAN;
      // Commas are JSON's own.
      case IN -> type != ColumnType.JSONB;
      case PREFIX -> type == ColumnType.TEXT;
      case CONTAINS -> type == ColumnType.JSONB;
    };
  }
}
