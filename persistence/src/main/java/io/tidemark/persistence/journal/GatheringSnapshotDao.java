package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Pekko's access to snapshots, but for the question that each aggregate asks when it wakes: which
 * is its latest one. Those of many aggregates go to the database together.
 */
public final class GatheringSnapshotDao extends DefaultSnapshotDao {
  private static final String LATEST =
      "select distinct on (persistence_id) persistence_id, sequence_number, created,"
          + " snapshot_ser_id, snapshot_ser_manifest, snapshot_payload from snapshot"
          + " where persistence_id = any (?) order by persistence_id, sequence_number desc";

  private final JdbcBackend.JdbcDatabaseDef database;
  private final Serialization serialization;
  private final Gathering<String, Option<Tuple2<SnapshotMetadata, Object>>> latest;

  /** As Pekko Persistence JDBC makes it, by its name in the configuration. */
  public GatheringSnapshotDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext executionContext,
      Materializer materializer) {
    super(database, profile, config, serialization, executionContext, materializer);
    this.database = database;
    this.serialization = serialization;
    this.latest = Recoveries.gathering(materializer.system(), this::latest);
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return latest.ask(persistenceId);
  }

  private List<Option<Tuple2<SnapshotMetadata, Object>>> latest(List<String> persistenceIds)
      throws SQLException {
    Map<String, Option<Tuple2<SnapshotMetadata, Object>>> found = new HashMap<>();
    try (Connection connection = database.source().createConnection();
        PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setArray(1, connection.createArrayOf("text", persistenceIds.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), Option.apply(snapshot(rows)));
        }
      }
    }
    return persistenceIds.stream()
        .map(id -> found.getOrDefault(id, Option.<Tuple2<SnapshotMetadata, Object>>empty()))
        .toList();
  }

  private Tuple2<SnapshotMetadata, Object> snapshot(ResultSet row) throws SQLException {
    Object saved =
        serialization.deserialize(row.getBytes(6), row.getInt(4), row.getString(5)).get();
    return new Tuple2<>(
        SnapshotMetadata.apply(row.getString(1), row.getLong(2), row.getLong(3)), saved);
  }
}
