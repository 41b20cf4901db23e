package io.tidemark.persistence;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The database's schema, brought up to date at the start of a node. */
public final class Schema {
  private Schema() {}

  /**
   * Applies the migrations that are missing; several nodes may call this at once.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database cannot be migrated
   */
  public static void migrate(DataSource dataSource) {
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(dataSource)
        .table("tidemark_schema")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }
}
