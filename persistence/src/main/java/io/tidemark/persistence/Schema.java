package io.tidemark.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The database's schema, brought up to date at the start of a node. */
public final class Schema {
  /** Tidemark's own; the halves of others begin otherwise. */
  private static final long LOCK = 0x7469_6465_0000_0001L;

  private Schema() {}

  /**
   * Applies the migrations that are missing; several nodes may call this at once.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database cannot be migrated
   */
  public static void migrate(DataSource dataSource) {
    // Flyway's own lock begins with its table; making that is what several starts may not do at
    // once.
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LOCK + ")");
      try {
        flyway(dataSource).migrate();
      } finally {
        statement.execute("select pg_advisory_unlock(" + LOCK + ")");
      }
    } catch (SQLException e) {
      throw new FlywayException("the database refused: " + e.getMessage(), e);
    }
  }

  private static Flyway flyway(DataSource dataSource) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .table("tidemark_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load();
  }
}
