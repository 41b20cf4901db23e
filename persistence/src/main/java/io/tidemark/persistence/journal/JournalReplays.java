package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import scala.util.Try;
import slick.jdbc.JdbcBackend;

/**
 * Reads the rows of many aggregates that wake by one statement, and hands each what is its own as
 * it comes: a thousand cold aggregates take a few statements instead of two thousand.
 */
final class JournalReplays {
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

  private final JdbcBackend.JdbcDatabaseDef database;
  private final Serialization serialization;

  JournalReplays(JdbcBackend.JdbcDatabaseDef database, Serialization serialization) {
    this.database = database;
    this.serialization = serialization;
  }

  /** Whether a request is for all rows from some on, as that of every aggregate that wakes is. */
  static boolean isPlain(JournalProtocol.ReplayMessages replay) {
    return replay.toSequenceNr() == Long.MAX_VALUE && replay.max() == Long.MAX_VALUE;
  }

  /** Answers requests, each with its rows and the number of the last, or a failure. Blocking. */
  void answer(List<Reading> readings) throws SQLException {
    // An aggregate that starts again while its first request is on its way asks twice; with both
    // answered it would apply its rows twice.
    Map<ActorRef, Reading> latest = new LinkedHashMap<>();
    for (Reading reading : readings) {
      Reading former = latest.put(reading.replay.persistentActor(), reading);
      if (former != null) {
        former.ended = true;
      }
    }
    read(latest.values().stream().collect(Collectors.groupingBy(Reading::id)));
  }

  private void read(Map<String, List<Reading>> byId) throws SQLException {
    try (Connection connection = database.source().createConnection()) {
      // Otherwise the driver reads all rows before it shows the first.
      connection.setAutoCommit(false);
      try (PreparedStatement select = connection.prepareStatement(SELECT)) {
        select.setFetchSize(FETCH);
        select.setArray(1, connection.createArrayOf("text", byId.keySet().toArray()));
        select.setArray(
            2,
            connection.createArrayOf(
                "int8", byId.values().stream().map(JournalReplays::first).toArray()));
        hand(select, byId);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    byId.values().forEach(same -> same.forEach(Reading::end));
  }

  /** From where on one of those that ask for the same rows needs them. */
  private static Long first(List<Reading> same) {
    return same.stream().map(Reading::first).min(Long::compare).orElseThrow();
  }

  private void hand(PreparedStatement select, Map<String, List<Reading>> byId) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        List<Reading> readings = byId.get(rows.getString(1));
        Try<Object> event =
            serialization.deserialize(rows.getBytes(6), rows.getInt(4), rows.getString(5));
        if (event.isSuccess()) {
          PersistentRepr row = row(rows, event.get());
          readings.forEach(reading -> reading.hand(row));
        } else {
          // A row that cannot be read is its aggregate's failure alone.
          readings.forEach(reading -> reading.refuse(event.failed().get()));
        }
      }
    }
  }

  private static PersistentRepr row(ResultSet rows, Object event) throws SQLException {
    return PersistentRepr.apply(
        event,
        rows.getLong(2),
        rows.getString(1),
        "",
        false,
        ActorRef.noSender(),
        rows.getString(3));
  }

  /** One request while it is being answered. */
  static final class Reading implements Gathering.Question {
    private final JournalProtocol.ReplayMessages replay;
    private long highest;
    private boolean ended;

    Reading(JournalProtocol.ReplayMessages replay) {
      this.replay = replay;
      // What lies before the first row asked for is in a snapshot.
      this.highest = replay.fromSequenceNr() - 1;
    }

    String id() {
      return replay.persistenceId();
    }

    Long first() {
      return replay.fromSequenceNr();
    }

    void hand(PersistentRepr row) {
      if (ended || row.sequenceNr() < first()) {
        return;
      }
      highest = row.sequenceNr();
      replay.persistentActor().tell(new JournalProtocol.ReplayedMessage(row), ActorRef.noSender());
    }

    void end() {
      conclude(new JournalProtocol.RecoverySuccess(highest));
    }

    @Override
    public void refuse(Throwable cause) {
      conclude(new JournalProtocol.ReplayMessagesFailure(cause));
    }

    private void conclude(JournalProtocol.Response answer) {
      if (!ended) {
        ended = true;
        replay.persistentActor().tell(answer, ActorRef.noSender());
      }
    }
  }
}
