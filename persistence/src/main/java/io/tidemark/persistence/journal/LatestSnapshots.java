package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.serialization.Serialization;
import scala.util.Try;

/** Reads the latest snapshot of each of many aggregates by one statement. */
final class LatestSnapshots {
  private static final String LATEST =
      "select distinct on (persistence_id) persistence_id, sequence_number, created,"
          + " snapshot_ser_id, snapshot_ser_manifest, snapshot_payload from snapshot"
          + " where persistence_id = any (?) order by persistence_id, sequence_number desc";

  private final Serialization serialization;

  /**
   * A snapshot.
   *
   * @param metadata what it is of
   * @param saved what it says, or why it cannot be read
   */
  record Found(SnapshotMetadata metadata, Try<Object> saved) {}

  LatestSnapshots(Serialization serialization) {
    this.serialization = serialization;
  }

  /** By persistence id; an aggregate that has none is not in it. Blocking. */
  Map<String, Found> find(Connection connection, Collection<String> persistenceIds)
      throws SQLException {
    Map<String, Found> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setArray(1, connection.createArrayOf("text", persistenceIds.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getString(1), snapshot(rows));
        }
      }
    }
    return found;
  }

  private Found snapshot(ResultSet row) throws SQLException {
    return new Found(
        SnapshotMetadata.apply(row.getString(1), row.getLong(2), row.getLong(3)),
        serialization.deserialize(row.getBytes(6), row.getInt(4), row.getString(5)));
  }
}
