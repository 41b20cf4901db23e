package io.tidemark.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a projection's table. When the file has changed, the present table stays and goes on, and
 * one by the new definition is filled beside it, until it can take its place.
 */
final class ProjectionSchema {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionSchema.class);

  /** The first half of the advisory lock under which one node at a time looks and makes. */
  private static final int LOCK = 0x7469_6465;

  /** How long queries may stand still for the exchange of tables, in milliseconds. */
  private static final int STAND_STILL = 1_000;

  private static final int LOOK = 20;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String BEHIND =
      "select coalesce(sum(greatest(now.\"offset\" - coalesce(next.\"offset\", 0), 0)), 0)"
          + " from projection_offset now left join projection_offset next"
          + " on next.projection = ? and next.topic = now.topic"
          + " and next.\"partition\" = now.\"partition\""
          + " where now.projection = ? and now.topic = ?";

  private final DataSource dataSource;
  private final ProjectionTable table;

  ProjectionSchema(DataSource dataSource, ProjectionTable table) {
    this.dataSource = dataSource;
    this.table = table;
  }

  /**
   * A table as it stands.
   *
   * @param table how it was made, by the file or by a former one
   * @param objectId tells it from a later one of the same name
   */
  record Standing(ProjectionTable table, long objectId) {}

  /** The table, made when it is missing; with former columns as long as these are served. */
  Standing ensure() throws SQLException {
    return locked(
        connection -> {
          Optional<Standing> standing = standing(connection);
          if (standing.isPresent()) {
            return standing.get();
          }
          // What was filled beside a table that is gone takes nobody's place.
          execute(connection, "drop table if exists " + table.rebuilding().quotedName());
          deleteOffsets(connection, table.rebuilding());
          return create(connection, table);
        });
  }

  /** The table as it stands; empty when it is missing, or none that can be served. */
  Optional<Standing> standing() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return standing(connection);
    }
  }

  /**
   * The table that is filled beside one with former columns, made when it is missing.
   *
   * @return empty when the table has the file's columns already
   */
  Optional<Standing> ensureRebuilding() throws SQLException {
    return locked(
        connection -> {
          Optional<Standing> standing = standing(connection);
          if (standing.isEmpty() || isCurrent(standing.get())) {
            return Optional.empty();
          }
          ProjectionTable beside = table.rebuilding();
          Optional<Long> existing = objectId(connection, beside);
          return Optional.of(
              existing.isPresent() && fits(connection, beside, existing.get())
                  ? new Standing(beside, existing.get())
                  : create(connection, beside));
        });
  }

  /** Whether a table is by the file's definition. */
  boolean isCurrent(Standing standing) {
    return standing.table().signature().equals(table.signature());
  }

  /**
   * Puts the table that was filled beside the present one in its place, as soon as it is no less
   * far: nobody sees a row of before again. Queries stand still meanwhile, for a second at most.
   *
   * @return whether that is done; else it may be tried again
   */
  boolean exchange() throws SQLException {
    ProjectionTable beside = table.rebuilding();
    try {
      return locked(
          connection -> {
            execute(connection, "set local lock_timeout = " + STAND_STILL);
            Optional<Standing> standing = standing(connection);
            Optional<Long> next = objectId(connection, beside);
            if (standing.isEmpty()
                || isCurrent(standing.get())
                || next.isEmpty()
                || !fits(connection, beside, next.get())) {
              return false;
            }
            execute(connection, "lock table " + table.quotedName() + " in access exclusive mode");
            if (!isCaughtUp(connection)) {
              return false;
            }
            execute(connection, "drop table " + table.quotedName());
            execute(
                connection,
                "alter table "
                    + beside.quotedName()
                    + " rename to "
                    + ProjectionTable.quoted(table.name()));
            moveOffsets(connection, beside);
            LOG.info(
                "Projection {}: table {} has its new columns now",
                table.definition().name(),
                table.name());
            return true;
          });
    } catch (SQLException failure) {
      if (LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
        return false;
      }
      throw failure;
    }
  }

  /** By how many offsets the table beside is less far than the present one. */
  long behind() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(BEHIND)) {
      return behind(query);
    }
  }

  private long behind(PreparedStatement query) throws SQLException {
    query.setString(1, table.rebuilding().offsets());
    query.setString(2, table.offsets());
    query.setString(3, table.topic());
    try (ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Waits for the other writers: they go on beside, and nobody writes to the present table. */
  private boolean isCaughtUp(Connection connection) throws SQLException {
    long deadline = System.nanoTime() + STAND_STILL * 1_000_000L;
    try (PreparedStatement query = connection.prepareStatement(BEHIND)) {
      while (System.nanoTime() < deadline) {
        if (behind(query) == 0) {
          return true;
        }
        Thread.sleep(LOOK);
      }
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Map<Integer, Long> offsets(ProjectionTable of) throws SQLException {
    String select =
        "select \"partition\", \"offset\" from projection_offset"
            + " where projection = ? and topic = ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(select)) {
      query.setString(1, of.offsets());
      query.setString(2, of.topic());
      Map<Integer, Long> offsets = new HashMap<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          offsets.put(result.getInt(1), result.getLong(2));
        }
      }
      return offsets;
    }
  }

  private void moveOffsets(Connection connection, ProjectionTable beside) throws SQLException {
    deleteOffsets(connection, table);
    try (PreparedStatement update =
        connection.prepareStatement(
            "update projection_offset set projection = ? where projection = ?")) {
      update.setString(1, table.offsets());
      update.setString(2, beside.offsets());
      update.executeUpdate();
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

  private Optional<Standing> standing(Connection connection) throws SQLException {
    Optional<Long> existing = objectId(connection, table);
    if (existing.isEmpty()) {
      return Optional.empty();
    }
    Catalogued found = catalogued(connection, existing.get());
    return TableSignature.read(table.definition().name(), table.topic(), found.comment())
        .map(table::madeBy)
        .filter(made -> found.columns().equals(made.expectedColumns()))
        .map(made -> new Standing(made, existing.get()));
  }

  private static boolean fits(Connection connection, ProjectionTable wanted, long objectId)
      throws SQLException {
    Catalogued found = catalogued(connection, objectId);
    return found.columns().equals(wanted.expectedColumns())
        && wanted.signature().equals(found.comment());
  }

  /** What the catalogue knows of a table. */
  private record Catalogued(List<String> columns, String comment) {}

  private static Catalogued catalogued(Connection connection, long objectId) throws SQLException {
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
    return new Catalogued(columns, comment);
  }

  private Standing create(Connection connection, ProjectionTable made) throws SQLException {
    execute(connection, "drop table if exists " + made.quotedName());
    for (String create : made.createStatements()) {
      execute(connection, create);
    }
    TableStatistics.reduce(connection, made);
    deleteOffsets(connection, made);
    LOG.info(
        "Projection {}: made table {}; it is filled from the beginning of topic {}",
        made.definition().name(),
        made.name(),
        made.topic());
    return new Standing(
        made,
        objectId(connection, made)
            .orElseThrow(
                () -> new IllegalStateException(made.name() + " was made and is not there")));
  }

  private static void deleteOffsets(Connection connection, ProjectionTable of) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from projection_offset where projection = ?")) {
      delete.setString(1, of.offsets());
      delete.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** One node at a time, in a transaction. */
  private <T> T locked(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        lock(connection);
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
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
}
