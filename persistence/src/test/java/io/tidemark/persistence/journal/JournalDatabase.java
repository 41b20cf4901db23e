package io.tidemark.persistence.journal;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.persistence.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** An actor system whose journal and snapshots are in a PostgreSQL of its own. */
public final class JournalDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final HikariDataSource dataSource;
  private final ActorTestKit kit;

  /** Starts both. */
  public JournalDatabase() {
    try {
      postgres = EmbeddedPostgres.builder().start();
    } catch (IOException e) {
      throw new IllegalStateException("no PostgreSQL to test with", e);
    }
    String url = postgres.getJdbcUrl("postgres", "postgres");
    dataSource = new HikariDataSource();
    dataSource.setJdbcUrl(url);
    Schema.migrate(dataSource);
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString(
                    """
                    pekko {
                      actor {
                        serializers.journal = "io.tidemark.persistence.serialization.JournalSerializer"
                        serialization-bindings {
                          "io.tidemark.domain.aggregate.JournalEvent" = journal
                          "io.tidemark.persistence.serialization.StateSnapshot" = journal
                        }
                      }
                      persistence {
                        journal.plugin = "jdbc-journal"
                        snapshot-store.plugin = "jdbc-snapshot-store"
                      }
                    }
                    pekko-persistence-jdbc.shared-databases.slick {
                      profile = "slick.jdbc.PostgresProfile$"
                      db {
                        driver = "org.postgresql.Driver"
                        minConnections = 1
                        numThreads = 4
                        maxConnections = 8
                      }
                    }
                    jdbc-journal {
                      class = "io.tidemark.persistence.journal.AggregateJournal"
                      use-shared-db = "slick"
                    }
                    jdbc-snapshot-store {
                      class = "io.tidemark.persistence.journal.AggregateSnapshots"
                      use-shared-db = "slick"
                    }
                    jdbc-read-journal.use-shared-db = "slick"
                    """)
                .withFallback(
                    ConfigFactory.parseMap(
                        Map.of("pekko-persistence-jdbc.shared-databases.slick.db.url", url)))
                .withFallback(ConfigFactory.load()));
  }

  public ActorTestKit kit() {
    return kit;
  }

  public Connection connection() throws SQLException {
    return dataSource.getConnection();
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number that a query gives. */
  public long number(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Until a statement waits for a lock of the journal. */
  public void awaitBlockedStatements() throws Exception {
    while (number(
            "select count(*) from pg_locks where not granted"
                + " and relation = 'event_journal'::regclass")
        == 0) {
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws IOException {
    kit.shutdownTestKit();
    dataSource.close();
    postgres.close();
  }
}
