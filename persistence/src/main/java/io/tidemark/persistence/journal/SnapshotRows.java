package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/**
 * Puts snapshots of many aggregates into their table by one statement, in the form in which Pekko
 * Persistence JDBC reads them, and takes old ones out by one.
 */
final class SnapshotRows {
  // One aggregate may be there twice with the same number, which a conflict does not bear.
  private static final String SAVE =
      """
      insert into snapshot (persistence_id, sequence_number, created, snapshot_ser_id,
        snapshot_ser_manifest, snapshot_payload)
      select distinct on (persistence_id, sequence_number)
        persistence_id, sequence_number, created, serializer, manifest, payload
      from unnest(?, ?, ?, ?, ?, ?)
        as row (persistence_id, sequence_number, created, serializer, manifest, payload)
      order by persistence_id, sequence_number, created desc
      on conflict (persistence_id, sequence_number) do update set created = excluded.created,
        snapshot_ser_id = excluded.snapshot_ser_id,
        snapshot_ser_manifest = excluded.snapshot_ser_manifest,
        snapshot_payload = excluded.snapshot_payload
      """;

  private static final String DELETE =
      """
      delete from snapshot using unnest(?, ?, ?) as old (persistence_id, lowest, highest)
      where snapshot.persistence_id = old.persistence_id
        and snapshot.sequence_number between old.lowest and old.highest
      """;

  private final Serialization serialization;

  SnapshotRows(Serialization serialization) {
    this.serialization = serialization;
  }

  /**
   * A snapshot as it is stored.
   *
   * @param metadata what it is of, and when it was made
   */
  record Row(SnapshotMetadata metadata, int serializer, String manifest, byte[] payload) {}

  /**
   * Old snapshots of an aggregate.
   *
   * @param criteria of which the sequence numbers alone count
   */
  record Old(String persistenceId, SnapshotSelectionCriteria criteria) {}

  /**
   * Makes the row of a snapshot.
   *
   * @throws Exception when it cannot be serialized
   */
  Row row(SnapshotMetadata metadata, Object snapshot) throws Exception {
    Serializer serializer = serialization.findSerializerFor(snapshot);
    return new Row(
        metadata,
        serializer.identifier(),
        Serializers.manifestFor(serializer, snapshot),
        serializer.toBinary(snapshot));
  }

  /** Writes all or none, each in place of one of the same number. Blocking. */
  void save(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement save = connection.prepareStatement(SAVE)) {
      Columns columns = new Columns(connection, save);
      columns.add("text", String[]::new, rows.stream().map(row -> row.metadata().persistenceId()));
      columns.add("int8", Long[]::new, rows.stream().map(row -> row.metadata().sequenceNr()));
      columns.add("int8", Long[]::new, rows.stream().map(row -> row.metadata().timestamp()));
      columns.add("int4", Integer[]::new, rows.stream().map(Row::serializer));
      columns.add("text", String[]::new, rows.stream().map(Row::manifest));
      columns.add("bytea", byte[][]::new, rows.stream().map(Row::payload));
      save.executeUpdate();
    }
  }

  /** Deletes all or none. Blocking. */
  void delete(Connection connection, List<Old> old) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      Columns columns = new Columns(connection, delete);
      columns.add("text", String[]::new, old.stream().map(Old::persistenceId));
      columns.add("int8", Long[]::new, old.stream().map(one -> one.criteria().minSequenceNr()));
      columns.add("int8", Long[]::new, old.stream().map(one -> one.criteria().maxSequenceNr()));
      delete.executeUpdate();
    }
  }

  /** Sets one array after the other. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private int index;

    Columns(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    <T> void add(String type, IntFunction<T[]> array, Stream<T> values) throws SQLException {
      statement.setArray(++index, connection.createArrayOf(type, values.toArray(array)));
    }
  }
}
