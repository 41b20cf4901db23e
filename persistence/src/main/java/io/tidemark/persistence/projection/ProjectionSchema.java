package io.tidemark.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a projection's table, and makes it anew when the file has changed. */
final class ProjectionSchema {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSchema.class);

  /** The first half of the advisory lock under which one node at a time looks and makes. */
  private static final int LOCK = 0x7469_6465;

  private final DataSource dataSource;
  private final ProjectionTable table;

  ProjectionSchema(DataSource dataSource, ProjectionTable table) {
    this.dataSource = dataSource;
    this.table = table;
  }

  /** The object id of the table, which tells it from a later one of the same name. */
  long ensure() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        lock(connection);
        Optional<Long> existing = objectId(connection, table);
        if (existing.isPresent() && !fits(connection, existing.get())) {
          LOG.info(
              "Projection {}: the file's columns differ from table {}; it is made anew",
              table.definition().name(),
              table.name());
          existing = Optional.empty();
        }
        long objectId = existing.isPresent() ? existing.get() : create(connection);
        connection.commit();
        return objectId;
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      }
    }
  }

  static Optional<Long> objectId(Connection connection, ProjectionTable table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select to_regclass(?)::oid::bigint")) {
      query.setString(1, table.quotedName());
      try (ResultSet result = query.executeQuery()) {
        result.next();
        long objectId = result.getLong(1);
        return result.wasNull() ? Optional.empty() : Optional.of(objectId);
      }
    }
  }

  private void lock(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select pg_advisory_xact_lock(?, hashtext(?))")) {
      query.setInt(1, LOCK);
      query.setString(2, table.name());
      query.execute();
    }
  }

  private boolean fits(Connection connection, long objectId) throws SQLException {
    String catalogue =
        "select attname || ' ' || format_type(atttypid, atttypmod),"
            + " obj_description(attrelid, 'pg_class') from pg_attribute"
            + " where attrelid = ?::oid and attnum > 0 and not attisdropped order by attnum";
    List<String> columns = new ArrayList<>();
    String comment = null;
    try (PreparedStatement query = connection.prepareStatement(catalogue)) {
      query.setLong(1, objectId);
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          columns.add(result.getString(1));
          comment = result.getString(2);
        }
      }
    }
    return columns.equals(table.expectedColumns()) && table.signature().equals(comment);
  }

  private long create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists " + table.quotedName());
      for (String create : table.createStatements()) {
        statement.execute(create);
      }
    }
    try (PreparedStatement delete =
        connection.prepareStatement("delete from projection_offset where projection = ?")) {
      delete.setString(1, table.definition().name());
      delete.executeUpdate();
    }
    LOG.info(
        "Projection {}: made table {}; it is filled from the beginning of topic {}",
        table.definition().name(),
        table.name(),
        table.topic());
    return objectId(connection, table)
        .orElseThrow(() -> new IllegalStateException(table.name() + " was made and is not there"));
  }
}
