package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import scala.util.Try;

/** Reads the rows of many aggregates by one statement, and hands each on as it comes. */
final class JournalSelect {
  private static final String SELECT =
      """
      select j.persistence_id, j.sequence_number, j.writer, j.event_ser_id, j.event_ser_manifest,
        j.event_payload
      from unnest(?::text[], ?::int8[]) as wanted (persistence_id, first)
      join event_journal j
        on j.persistence_id = wanted.persistence_id and j.sequence_number >= wanted.first
      order by j.persistence_id, j.sequence_number
      """;

  /** Rows in memory at one time. */
  private static final int FETCH = 500;

  private final Serialization serialization;

  /** Gets the rows of an aggregate in their order. */
  interface Reader {
    void row(PersistentRepr row);

    /** A row of an aggregate cannot be read; more of the same may follow. */
    void unreadable(String persistenceId, Throwable cause);
  }

  JournalSelect(Serialization serialization) {
    this.serialization = serialization;
  }

  /**
   * Blocking.
   *
   * @param firsts from which number on, by persistence id
   */
  void read(Connection connection, Map<String, Long> firsts, Reader reader) throws SQLException {
    // Otherwise the driver reads all rows before it shows the first.
    connection.setAutoCommit(false);
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setFetchSize(FETCH);
      select.setArray(1, connection.createArrayOf("text", firsts.keySet().toArray()));
      select.setArray(2, connection.createArrayOf("int8", firsts.values().toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          hand(rows, reader);
        }
      }
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void hand(ResultSet rows, Reader reader) throws SQLException {
    Try<Object> event =
        serialization.deserialize(rows.getBytes(6), rows.getInt(4), rows.getString(5));
    if (event.isSuccess()) {
      reader.row(
          PersistentRepr.apply(
              event.get(),
              rows.getLong(2),
              rows.getString(1),
              "",
              false,
              ActorRef.noSender(),
              rows.getString(3)));
    } else {
      reader.unreadable(rows.getString(1), event.failed().get());
    }
  }
}
