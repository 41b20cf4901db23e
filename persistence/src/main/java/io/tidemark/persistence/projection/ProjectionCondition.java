package io.tidemark.persistence.projection;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionQuery.Filter;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import io.tidemark.persistence.projection.ProjectionQuery.SortKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Conditions of a query as SQL. What a user wrote becomes a bound value, never part of a statement;
 * each condition is written such that the column's index, where it has one, can find it.
 */
final class ProjectionCondition {
  private final List<String> values;

  /**
   * @param values takes what is bound, in the statement's order, in text form
   */
  ProjectionCondition(List<String> values) {
    this.values = values;
  }

  String of(Filter filter) {
    return switch (filter.comparison()) {
      case IN -> in(filter);
      case PREFIX -> prefix(filter);
      case CONTAINS -> contains(filter);
      default -> compared(filter);
    };
  }

  private String compared(Filter filter) {
    QueryColumn column = filter.column();
    Comparison comparison = filter.comparison();
    String name = name(column);
    String condition = "";
    // The index holds the beginning of a text; what follows from the condition for the beginning
    // lets PostgreSQL use it. Text compares by code point, so the beginnings compare alike.
    if (column.isPrefixIndexed() && comparison != Comparison.NOT_EQUAL) {
      String operator =
          switch (comparison) {
            case GREATER, GREATER_OR_EQUAL -> ">=";
            case LESS, LESS_OR_EQUAL -> "<=";
            default -> "=";
          };
      condition = ProjectionTable.prefix(name) + " " + operator + " " + beginning(filter) + " and ";
    }
    // What is equal is contained as well, and that is what the index of JSON knows.
    if (isJson(column) && comparison == Comparison.EQUAL && column.indexed()) {
      condition = name + " @> " + bound(column, filter.value()) + " and ";
    }
    return condition + name + " " + comparison.operator() + " " + bound(column, filter.value());
  }

  private String in(Filter filter) {
    QueryColumn column = filter.column();
    String name = name(column);
    String condition = "";
    if (column.isPrefixIndexed()) {
      List<String> beginnings = new ArrayList<>();
      for (String value : filter.values()) {
        values.add(value);
        beginnings.add(ProjectionTable.prefix("?::text"));
      }
      condition = ProjectionTable.prefix(name) + " in (" + String.join(", ", beginnings) + ") and ";
    }
    values.addAll(filter.values());
    String bound = String.join(", ", Collections.nCopies(filter.values().size(), cast(column)));
    return condition + name + " in (" + bound + ")";
  }

  private String prefix(Filter filter) {
    QueryColumn column = filter.column();
    String indexed = column.isPrefixIndexed() ? ProjectionTable.prefix(name(column)) : name(column);
    String beginning = TextPrefix.left(filter.value(), ProjectionTable.INDEXED_PREFIX);
    values.add(beginning);
    StringBuilder condition = new StringBuilder(indexed).append(" >= ?::text");
    Optional<String> end = TextPrefix.end(beginning);
    if (end.isPresent()) {
      values.add(end.get());
      condition.append(" and ").append(indexed).append(" < ?::text");
    }
    values.add(filter.value());
    return condition + " and starts_with(" + name(column) + ", ?::text)";
  }

  /** As text an element or a key; what is JSON also as an element, and an object as members. */
  private String contains(Filter filter) {
    String name = name(filter.column());
    List<String> alternatives = new ArrayList<>();
    // The driver's way of writing a question mark that is none of its own.
    alternatives.add(name + " ?? ?::text");
    values.add(filter.value());
    Optional<JsonNode> json = ColumnText.jsonFromQuery(filter.value());
    if (json.isPresent() && !json.get().isTextual()) {
      alternatives.add(name + " @> ?::jsonb");
      values.add("[" + json.get() + "]");
      if (json.get().isObject()) {
        alternatives.add(name + " @> ?::jsonb");
        values.add(json.get().toString());
      }
    } else if (json.isPresent()) {
      alternatives.add(name + " ?? ?::text");
      values.add(json.get().textValue());
    }
    return "(" + String.join(" or ", alternatives) + ")";
  }

  /** What comes after a position, nulls last. */
  String after(List<SortKey> order, Position position) {
    List<String> alternatives = new ArrayList<>();
    for (int length = 0; length < order.size(); length++) {
      if (position.values().get(length).isEmpty()) {
        // Nothing comes after a null but what differs further on.
        continue;
      }
      List<String> all = new ArrayList<>();
      for (int index = 0; index < length; index++) {
        all.add(same(order.get(index).column(), position.values().get(index)));
      }
      all.add(beyond(order.get(length), position.values().get(length).get()));
      alternatives.add("(" + String.join(" and ", all) + ")");
    }
    return alternatives.isEmpty() ? "false" : "(" + String.join(" or ", alternatives) + ")";
  }

  private String same(QueryColumn column, Optional<String> value) {
    return value
        .map(given -> name(column) + " = " + bound(column, given))
        .orElse(name(column) + " is null");
  }

  private String beyond(SortKey key, String value) {
    QueryColumn column = key.column();
    String greater = name(column) + (key.descending() ? " < " : " > ") + bound(column, value);
    return column.isId() ? greater : "(" + greater + " or " + name(column) + " is null)";
  }

  private String beginning(Filter filter) {
    values.add(filter.value());
    return ProjectionTable.prefix("?::text");
  }

  private String bound(QueryColumn column, String value) {
    values.add(value);
    return cast(column);
  }

  private static String cast(QueryColumn column) {
    return "?::" + ColumnText.sqlName(column.type());
  }

  private static boolean isJson(QueryColumn column) {
    return column.type() == ColumnType.JSONB;
  }

  private static String name(QueryColumn column) {
    return ProjectionTable.quoted(column.name());
  }
}
