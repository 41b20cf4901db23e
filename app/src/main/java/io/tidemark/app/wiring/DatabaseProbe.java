package io.tidemark.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Whether the database answers, by the last look. Whoever asks does not wait for it; safe for use
 * by several threads.
 */
public final class DatabaseProbe {
  private static final int PATIENCE_SECONDS = 2;

  private final HikariDataSource dataSource;
  private volatile boolean reachable = true;

  public DatabaseProbe(HikariDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Whether it answered. */
  public boolean isReachable() {
    return reachable;
  }

  /** Asks it for a sign of life. Blocking, for as long as the pool waits for a connection. */
  public void look() {
    try (Connection connection = dataSource.getConnection()) {
      reachable = connection.isValid(PATIENCE_SECONDS);
    } catch (SQLException e) {
      // Where others have all the connections nothing is known of it.
      if (!isExhausted()) {
        reachable = false;
      }
    }
  }

  private boolean isExhausted() {
    return dataSource.getHikariPoolMXBean().getActiveConnections()
        >= dataSource.getMaximumPoolSize();
  }
}
