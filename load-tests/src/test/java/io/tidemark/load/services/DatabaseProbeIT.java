package io.tidemark.load.services;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.wiring.DatabaseProbe;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is as ready as its database is there, not as its pool is free. */
class DatabaseProbeIT {
  @TempDir private Path folder;

  private HikariDataSource pool(int port) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(500);
    return new HikariDataSource(config);
  }

  @Test
  void tellsADatabaseThatIsAwayFromAPoolThatIsEmpty() throws Exception {
    int port = Ports.free(1).get(0);
    EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("postgres"), port);
    try (HikariDataSource pool = pool(port)) {
      DatabaseProbe probe = new DatabaseProbe(pool);
      assertTrue(looked(probe));
      try (Connection other = pool.getConnection()) {
        assertTrue(other.isValid(1));
        assertTrue(looked(probe), "somebody else has the only connection");
      }
      database.close();
      assertFalse(looked(probe), "it is away");
      database = EmbeddedDatabase.start(folder.resolve("postgres"), port);
      assertTrue(looked(probe), "it is back");
    } finally {
      database.close();
    }
  }

  private static boolean looked(DatabaseProbe probe) {
    probe.look();
    return probe.isReachable();
  }
}
