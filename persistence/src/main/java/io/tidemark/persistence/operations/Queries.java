package io.tidemark.persistence.operations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Runs queries, each on a connection of its own. Blocking. */
final class Queries {
  private final DataSource dataSource;

  Queries(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Gives a statement its values. */
  interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Makes something of a row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * What a query finds, in its order.
   *
   * @throws IllegalStateException when the database does not answer, or refuses
   */
  <T> List<T> find(String sql, Binding binding, Row<T> row) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.bind(statement);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(row.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused: " + e.getMessage(), e);
    }
  }
}
