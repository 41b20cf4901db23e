package io.tidemark.app.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.persistence.Schema;
import org.flywaydb.core.api.FlywayException;

/** The connections of what is not the journal: projections, dead letters, gaps. */
public final class Database {
  private static final int CONNECTIONS = 6;
  private static final long PATIENCE_MILLISECONDS = 10_000;

  private Database() {}

  /**
   * Connects, and brings the schema up to date.
   *
   * @throws StartException when the database cannot be reached or migrated
   */
  public static HikariDataSource open(Settings.Jdbc jdbc) throws StartException {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark");
    config.setJdbcUrl(jdbc.url());
    config.setUsername(jdbc.user());
    config.setPassword(jdbc.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(PATIENCE_MILLISECONDS);
    config.addDataSourceProperty("ApplicationName", "tidemark");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    HikariDataSource dataSource;
    try {
      dataSource = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StartException("cannot connect to " + jdbc.url() + ": " + rootMessage(e), e);
    }
    try {
      Schema.migrate(dataSource);
      return dataSource;
    } catch (FlywayException e) {
      dataSource.close();
      throw new StartException(
          "cannot prepare the schema in " + jdbc.url() + ": " + rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
