package io.tidemark.persistence.projection;

import io.tidemark.persistence.projection.ProjectionQuery.SortKey;
import io.tidemark.persistence.projection.ProjectionQuery.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A query as SQL. It asks for one item more than the page holds, which tells whether another
 * follows.
 *
 * @param sql the statement
 * @param values its parameters, in order, in text form; the statement casts them
 */
record ProjectionSelect(String sql, List<String> values) {

  static ProjectionSelect of(ProjectionTable table, ProjectionQuery query) {
    List<String> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder("select ").append(selected(table, query));
    sql.append(" from ").append(table.quotedName()).append(" where not \"deleted\"");
    ProjectionCondition condition = new ProjectionCondition(values);
    query.filters().forEach(filter -> sql.append(" and ").append(condition.of(filter)));
    query
        .after()
        .ifPresent(after -> sql.append(" and ").append(condition.after(query.order(), after)));
    if (query.view() == ProjectionView.GROUPS) {
      sql.append(" group by ").append(name(query.order().get(0)));
    }
    if (query.view() != ProjectionView.COUNT) {
      sql.append(" order by ").append(order(query)).append(" limit ").append(query.limit() + 1);
    }
    return new ProjectionSelect(sql.toString(), values);
  }

  private static String selected(ProjectionTable table, ProjectionQuery query) {
    return switch (query.view()) {
      case COUNT -> "count(*)";
      case ROWS ->
          "\"id\", \"version\", \"updated_at\""
              + table.definition().columns().keySet().stream()
                  .map(column -> ", " + ProjectionTable.quoted(column))
                  .collect(Collectors.joining());
      case GROUPS ->
          name(query.order().get(0))
              + ", count(*)"
              + query.totals().stream()
                  .map(total -> ", " + total(total))
                  .collect(Collectors.joining());
    };
  }

  private static String total(Total total) {
    return total.function().name().toLowerCase(Locale.ROOT)
        + "("
        + ProjectionTable.quoted(total.column().name())
        + ")";
  }

  private static String order(ProjectionQuery query) {
    return query.order().stream()
        .map(key -> order(key, query.view()))
        .collect(Collectors.joining(", "));
  }

  private static String order(SortKey key, ProjectionView view) {
    String direction = key.descending() ? " desc" : "";
    if (key.column().isId()) {
      return "\"id\"" + direction;
    }
    String nulls = direction + " nulls last";
    String order = name(key) + nulls;
    // The index holds the beginning of a text, in the same order.
    return key.column().isPrefixIndexed() && view == ProjectionView.ROWS
        ? ProjectionTable.prefix(name(key)) + nulls + ", " + order
        : order;
  }

  private static String name(SortKey key) {
    return ProjectionTable.quoted(key.column().name());
  }
}
