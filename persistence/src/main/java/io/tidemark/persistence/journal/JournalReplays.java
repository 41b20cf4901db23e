package io.tidemark.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.Serialization;
import slick.jdbc.JdbcBackend;

/**
 * Answers many aggregates that wake by one statement, and hands each what is its own as it comes: a
 * thousand cold aggregates take a few statements instead of two thousand.
 */
final class JournalReplays {
  private final JdbcBackend.JdbcDatabaseDef database;
  private final JournalSelect select;

  JournalReplays(JdbcBackend.JdbcDatabaseDef database, Serialization serialization) {
    this.database = database;
    this.select = new JournalSelect(serialization);
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
    Map<String, Long> firsts = new HashMap<>();
    byId.forEach((id, same) -> firsts.put(id, first(same)));
    try (Connection connection = database.source().createConnection()) {
      select.read(connection, firsts, new Handing(byId));
    }
    byId.values().forEach(same -> same.forEach(Reading::end));
  }

  /** From where on one of those that ask for the same rows needs them. */
  private static Long first(List<Reading> same) {
    return same.stream().map(Reading::first).min(Long::compare).orElseThrow();
  }

  private record Handing(Map<String, List<Reading>> byId) implements JournalSelect.Reader {
    @Override
    public void row(PersistentRepr row) {
      byId.get(row.persistenceId()).forEach(reading -> reading.hand(row));
    }

    /** It is its aggregate's failure alone. */
    @Override
    public void unreadable(String persistenceId, Throwable cause) {
      byId.get(persistenceId).forEach(reading -> reading.refuse(cause));
    }
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
