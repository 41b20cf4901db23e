package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much PostgreSQL finds out about the values of a projection. A table that changes all the time
 * is analyzed each minute; by default that samples thirty thousand rows and sorts them by every
 * column, which takes a processor for half a second.
 */
final class TableStatistics {
  /** A quarter of the default, and of the rows: enough for queries of one table. */
  private static final int TARGET = 25;

  /** No order is kept of whole JSON; what it contains has an index of its own. */
  private static final int NONE = 0;

  private TableStatistics() {}

  /** Says so to PostgreSQL, once the table and its indexes are there. */
  static void reduce(Connection connection, ProjectionTable table) throws SQLException {
    Stream<String> own = ProjectionTable.OWN_COLUMNS.stream().map(name -> target(name, TARGET));
    Stream<String> declared =
        table.definition().columns().entrySet().stream()
            .map(
                column ->
                    target(
                        column.getKey(),
                        column.getValue().type() == ColumnType.JSONB ? NONE : TARGET));
    String columns = Stream.concat(own, declared).collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute("alter table " + table.quotedName() + " " + columns);
      for (String index : expressionIndexes(statement, table)) {
        statement.execute("alter index " + index + " alter column 1 set statistics " + TARGET);
      }
    }
  }

  private static String target(String column, int target) {
    return "alter column " + ProjectionTable.quoted(column) + " set statistics " + target;
  }

  /** An index of an expression has statistics of its own; its name is PostgreSQL's choice. */
  private static List<String> expressionIndexes(Statement statement, ProjectionTable table)
      throws SQLException {
    String select =
        "select indexrelid::regclass::text from pg_index where indexprs is not null"
            + " and indrelid = "
            + ProjectionTable.literal(table.quotedName())
            + "::regclass";
    List<String> names = new ArrayList<>();
    try (ResultSet indexes = statement.executeQuery(select)) {
      while (indexes.next()) {
        names.add(indexes.getString(1));
      }
    }
    return names;
  }
}
