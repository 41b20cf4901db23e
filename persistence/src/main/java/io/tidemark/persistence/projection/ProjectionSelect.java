package io.tidemark.persistence.projection;

import io.tidemark.persistence.projection.ProjectionQuery.Comparison;
import io.tidemark.persistence.projection.ProjectionQuery.Filter;
import io.tidemark.persistence.projection.ProjectionQuery.Position;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A query as SQL. It asks for one row more than the page holds, which tells whether another
 * follows.
 *
 * @param sql the statement
 * @param values its parameters, in order, in text form; the statement casts them
 */
record ProjectionSelect(String sql, List<String> values) {

  static ProjectionSelect of(ProjectionTable table, ProjectionQuery query) {
    StringBuilder sql = new StringBuilder("select \"id\", \"version\", \"updated_at\"");
    for (String column : table.definition().columns().keySet()) {
      sql.append(", ").append(ProjectionTable.quoted(column));
    }
    sql.append(" from ").append(table.quotedName()).append(" where not \"deleted\"");
    List<String> values = new ArrayList<>();
    for (Filter filter : query.filters()) {
      sql.append(" and ").append(condition(filter, values));
    }
    query
        .after()
        .ifPresent(position -> sql.append(" and ").append(beyond(query, position, values)));
    sql.append(" order by ").append(order(query));
    sql.append(" limit ").append(query.limit() + 1);
    return new ProjectionSelect(sql.toString(), values);
  }

  private static String condition(Filter filter, List<String> values) {
    QueryColumn column = filter.column();
    Comparison comparison = filter.comparison();
    String name = ProjectionTable.quoted(column.name());
    String condition = "";
    // The index holds the beginning of a text; what follows from the condition for the beginning
    // lets PostgreSQL use it. Text compares by code point, so the beginnings compare alike.
    if (column.prefixIndexed() && comparison != Comparison.NOT_EQUAL) {
      String operator =
          switch (comparison) {
            case GREATER, GREATER_OR_EQUAL -> ">=";
            case LESS, LESS_OR_EQUAL -> "<=";
            default -> "=";
          };
      values.add(filter.value());
      condition =
          ProjectionTable.prefix(name)
              + " "
              + operator
              + " "
              + ProjectionTable.prefix("?::text")
              + " and ";
    }
    values.add(filter.value());
    return condition + name + " " + comparison.operator() + " " + parameter(column);
  }

  private static String beyond(ProjectionQuery query, Position position, List<String> values) {
    if (query.sort().isId()) {
      values.add(position.id());
      return "\"id\" " + (query.descending() ? "<" : ">") + " ?::text";
    }
    String name = ProjectionTable.quoted(query.sort().name());
    Optional<String> value = position.value();
    if (value.isEmpty()) {
      values.add(position.id());
      return "(" + name + " is null and \"id\" > ?::text)";
    }
    values.addAll(List.of(value.get(), value.get(), position.id()));
    return String.format(
        Locale.ROOT,
        "(%1$s %2$s %3$s or (%1$s = %3$s and \"id\" > ?::text) or %1$s is null)",
        name,
        query.descending() ? "<" : ">",
        parameter(query.sort()));
  }

  private static String order(ProjectionQuery query) {
    String direction = query.descending() ? " desc" : "";
    if (query.sort().isId()) {
      return "\"id\"" + direction;
    }
    String name = ProjectionTable.quoted(query.sort().name());
    String nulls = direction + " nulls last";
    String order = name + nulls + ", \"id\"";
    return query.sort().prefixIndexed()
        ? ProjectionTable.prefix(name) + nulls + ", " + order
        : order;
  }

  private static String parameter(QueryColumn column) {
    return "?::" + ColumnText.sqlName(column.type());
  }
}
