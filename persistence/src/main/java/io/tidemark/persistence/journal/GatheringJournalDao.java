package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Pekko's access to the journal, but for the question that each aggregate asks when it wakes: how
 * far its journal goes. Those of many aggregates go to the database together.
 */
public final class GatheringJournalDao extends DefaultJournalDao {
  private static final String HIGHEST =
      "select persistence_id, max(sequence_number) from event_journal"
          + " where persistence_id = any (?) group by persistence_id";

  private final JdbcBackend.JdbcDatabaseDef database;
  private final Gathering<String, Object> highest;

  /** As Pekko Persistence JDBC makes it, by its name in the configuration. */
  public GatheringJournalDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    super(database, profile, config, serialization, executionContext, materializer);
    this.database = database;
    this.highest = Recoveries.gathering(materializer.system(), this::highest);
  }

  /** No rows are ever deleted, so that a number to start from makes no difference. */
  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return highest.ask(persistenceId);
  }

  private List<Object> highest(List<String> persistenceIds) throws SQLException {
    Map<String, Long> found = new HashMap<>();
    try (Connection connection = database.source().createConnection();
        PreparedStatement select = connection.prepareStatement(HIGHEST)) {
      select.setArray(1, connection.createArrayOf("text", persistenceIds.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return persistenceIds.stream().<Object>map(id -> found.getOrDefault(id, 0L)).toList();
  }
}
