package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * A query whose names are known and whose values fit their columns.
 *
 * @param filters all of which must hold
 * @param sort the column that orders; rows that are equal in it are ordered by id
 * @param descending whether the greatest comes first; nulls are last either way, ids ascend
 * @param limit the most rows of a page, 1 to {@link #MAXIMUM_LIMIT}
 * @param after where the page before ended
 * @param fingerprint what a cursor must have been made for: the projection, filters and sort
 */
record ProjectionQuery(
    List<Filter> filters,
    QueryColumn sort,
    boolean descending,
    int limit,
    Optional<Position> after,
    String fingerprint) {
  static final int DEFAULT_LIMIT = 50;
  static final int MAXIMUM_LIMIT = 1_000;

  ProjectionQuery {
    filters = List.copyOf(filters);
  }

  /**
   * A column that may be asked for.
   *
   * @param prefixIndexed whether an index holds the beginning of its text
   */
  record QueryColumn(String name, ColumnType type, boolean prefixIndexed) {
    boolean isId() {
      return name.equals("id");
    }
  }

  /**
   * One condition.
   *
   * @param value in the column's text form
   */
  record Filter(QueryColumn column, Comparison comparison, String value) {}

  /**
   * The last row of a page.
   *
   * @param value the sort column's value in its text form; empty for null, and when the id sorts
   * @param id its id
   */
  record Position(Optional<String> value, String id) {}

  /** How a column is compared; the suffix is what follows its name in a query. */
  enum Comparison {
    EQUAL("", "="),
    NOT_EQUAL(".ne", "is distinct from"),
    GREATER(".gt", ">"),
    GREATER_OR_EQUAL(".gte", ">="),
    LESS(".lt", "<"),
    LESS_OR_EQUAL(".lte", "<=");

    private final String suffix;
    private final String operator;

    Comparison(String suffix, String operator) {
      this.suffix = suffix;
      this.operator = operator;
    }

    String suffix() {
      return suffix;
    }

    String operator() {
      return operator;
    }

    boolean needsOrder() {
      return this != EQUAL && this != NOT_EQUAL;
    }
  }
}
