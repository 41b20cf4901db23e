package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * A query whose names are known and whose values fit their columns.
 *
 * @param view what is asked for
 * @param filters all of which must hold
 * @param order what the items are ordered by, the most significant first; no two items are equal in
 *     all of it
 * @param totals what is worked out of each group, beside the number of its rows
 * @param limit the most items of a page, 1 to {@link #MAXIMUM_LIMIT}
 * @param after where the page before ended
 * @param fingerprint what a cursor must have been made for: all but limit and cursor
 */
record ProjectionQuery(
    ProjectionView view,
    List<Filter> filters,
    List<SortKey> order,
    List<Total> totals,
    int limit,
    Optional<Position> after,
    String fingerprint) {
  static final int DEFAULT_LIMIT = 50;
  static final int MAXIMUM_LIMIT = 1_000;

  ProjectionQuery {
    filters = List.copyOf(filters);
    order = List.copyOf(order);
    totals = List.copyOf(totals);
  }

  /**
   * A column that may be asked for.
   *
   * @param indexed whether the file asks for an index
   */
  record QueryColumn(String name, ColumnType type, boolean indexed) {
    boolean isId() {
      return name.equals("id");
    }

    /** Whether an index holds the beginning of its text. */
    boolean isPrefixIndexed() {
      return indexed && type == ColumnType.TEXT;
    }
  }

  /**
   * One condition.
   *
   * @param values in the column's text form; one, unless the comparison takes several
   */
  record Filter(QueryColumn column, Comparison comparison, List<String> values) {
    Filter {
      values = List.copyOf(values);
    }

    String value() {
      return values.get(0);
    }
  }

  /**
   * A column that orders.
   *
   * @param descending whether the greatest comes first; nulls are last either way
   */
  record SortKey(QueryColumn column, boolean descending) {}

  /** What is worked out of a column of a group's rows. */
  record Total(Function function, QueryColumn column) {}

  /** How the values of a group become one. */
  enum Function {
    SUM,
    MIN,
    MAX;

    boolean takes(ColumnType type) {
      return switch (type) {
        case BIGINT, INTEGER, NUMERIC -> true;
        case TEXT, TIMESTAMPTZ, DATE -> this != SUM;
        case BOOLEAN, JSONB -> false;
      };
    }
  }

  /**
   * The last item of a page.
   *
   * @param values of each column that orders, in its text form; empty for null
   */
  record Position(List<Optional<String>> values) {
    Position {
      values = List.copyOf(values);
    }
  }
}
