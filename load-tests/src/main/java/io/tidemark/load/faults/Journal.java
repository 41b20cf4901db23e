package io.tidemark.load.faults;

import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.envelope.Event;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.faults.Ledger.EventId;
import io.tidemark.persistence.serialization.JournalSerializer;
import java.io.NotSerializableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What stands in the journal, as far as it was read; each read goes on where the last one ended.
 */
final class Journal {
  private static final int PAGE = 5_000;

  /** Rows get their numbers before they are committed: that many are looked at once more. */
  private static final int LOOK_BACK = 3_000;

  private static final String INDEX =
      "create index if not exists event_journal_by_ordering on event_journal (ordering)";

  private static final String NEXT =
      "select ordering, persistence_id, sequence_number, event_ser_manifest, event_payload"
          + " from event_journal where ordering > ? order by ordering limit "
          + PAGE;

  private final JournalSerializer serializer = new JournalSerializer();
  private final Map<AggregateKey, Recorded> aggregates = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private long last;

  /** What was recorded of one aggregate. */
  static final class Recorded {
    private final Map<EventId, Integer> events = new HashMap<>();
    private final Map<String, EventId> letters = new HashMap<>();
    private final Map<String, Long> skippedTo = new HashMap<>();
    private final Map<Long, Integer> rows = new HashMap<>();

    /** How often an event was recorded. */
    int times(EventId event) {
      return events.getOrDefault(event, 0);
    }

    Set<EventId> events() {
      return events.keySet();
    }

    /** Whether a dead letter has its place in it. */
    boolean hasLetter(String place) {
      return letters.containsKey(place);
    }

    /** The highest number that was ever given up of a source; 0 when none was. */
    long skippedTo(String source) {
      return skippedTo.getOrDefault(source, 0L);
    }

    /** Whether its rows are numbered without a hole and each once. */
    boolean isWhole() {
      return rows.values().stream().allMatch(times -> times == 1)
          && (rows.isEmpty() || rows.containsKey((long) rows.size()));
    }
  }

  /** Reads what has come since. */
  void read(Connection connection) throws SQLException {
    if (last == 0) {
      // Only the judge reads the journal across aggregates.
      try (Statement statement = connection.createStatement()) {
        statement.execute(INDEX);
      }
    }
    try (PreparedStatement query = connection.prepareStatement(NEXT)) {
      long from = Math.max(0, last - LOOK_BACK);
      int rows = PAGE;
      while (rows == PAGE) {
        rows = 0;
        query.setLong(1, from);
        try (ResultSet result = query.executeQuery()) {
          while (result.next()) {
            rows++;
            from = result.getLong(1);
            if (seen.add(from)) {
              add(result);
            }
          }
        }
        last = Math.max(last, from);
      }
      seen.removeIf(ordering -> ordering <= last - LOOK_BACK);
    }
  }

  private void add(ResultSet row) throws SQLException {
    String[] id = row.getString(2).split("\\|", 2);
    Recorded recorded =
        aggregates.computeIfAbsent(new AggregateKey(id[0], id[1]), any -> new Recorded());
    recorded.rows.merge(row.getLong(3), 1, Integer::sum);
    try {
      add(recorded, (JournalEvent) serializer.fromBinary(row.getBytes(5), row.getString(4)));
    } catch (NotSerializableException e) {
      throw new IllegalStateException("a row of the journal that cannot be read", e);
    }
  }

  private static void add(Recorded recorded, JournalEvent event) {
    if (event instanceof JournalEvent.EventsRecorded events) {
      events.events().forEach(one -> count(recorded, one));
    } else if (event instanceof JournalEvent.LetterRedeemed redeemed) {
      count(recorded, redeemed.event());
    } else if (event instanceof JournalEvent.LetterNoted noted) {
      recorded.letters.put(noted.letter(), new EventId(noted.source(), noted.sequence()));
    } else if (event instanceof JournalEvent.GapSkipped skipped) {
      recorded.skippedTo.merge(skipped.source(), skipped.to(), Math::max);
    }
  }

  private static void count(Recorded recorded, Event event) {
    recorded.events.merge(new EventId(event.source(), event.sequence()), 1, Integer::sum);
  }

  /** What was recorded of an aggregate, nothing included. */
  Recorded of(AggregateKey key) {
    return aggregates.getOrDefault(key, new Recorded());
  }

  Set<AggregateKey> aggregates() {
    return aggregates.keySet();
  }
}
