package io.tidemark.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The database's schema, brought up to date at the start of a node. */
public final class Schema {
  /** Any number that nobody else locks. */
  private static final long LOCK = 7_410_015_224_401L;

  private Schema() {}

  /**
   * Applies the migrations that are missing; several nodes may call this at once.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database cannot be migrated
   */
  public static void migrate(DataSource dataSource) {
    // Flyway's own lock comes too late for who finds the database empty.
    try (Connection lock = dataSource.getConnection();
        Statement statement = lock.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LOCK + ")");
      try {
        migrateAlone(dataSource);
      } finally {
        statement.execute("select pg_advisory_unlock(" + LOCK + ")");
      }
    } catch (SQLException e) {
      throw new FlywayException("the database's schema could not be locked: " + e.getMessage(), e);
    }
  }

  private static void migrateAlone(DataSource dataSource) {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .table("tidemark_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }
}
