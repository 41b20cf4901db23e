package io.tidemark.persistence.operations;

import io.tidemark.domain.envelope.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Writes dead letters, any number by one statement. */
final class DeadLetterRows {
  private static final String INSERT =
      """
      insert into dead_letter (id, aggregate_type, aggregate_id, source, sequence, reason, message,
        topic, partition, "offset", record_time, record_key, record_value, record_headers,
        traceparent)
      select letter.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz[], ?, ?, ?::jsonb[], ?)
        as letter (id, aggregate_type, aggregate_id, source, sequence, reason, message,
          topic, partition, "offset", record_time, record_key, record_value, record_headers,
          traceparent)
      where not exists
        (select 1 from settled_letter settled
         where settled.id = letter.id and settled.record_time = letter.record_time)
      """;
  private static final String UNLESS_KNOWN = INSERT + " on conflict (id) do nothing";
  private static final String ANOTHER_ATTEMPT =
      INSERT
          + """
             on conflict (id) do update set attempts = dead_letter.attempts + 1,
               reason = excluded.reason, message = excluded.message,
               aggregate_id = coalesce(excluded.aggregate_id, dead_letter.aggregate_id),
               source = coalesce(excluded.source, dead_letter.source),
               sequence = coalesce(excluded.sequence, dead_letter.sequence)
            """;

  /** The end of the year 9999. A producer may say anything; PostgreSQL's times end somewhere. */
  private static final long LATEST = 253_402_300_799_999L;

  private final Connection connection;

  DeadLetterRows(Connection connection) {
    this.connection = connection;
  }

  /** Adds letters; one that is known, or is settled, stays as it is. */
  int add(List<DeadLetter> letters) throws SQLException {
    return write(UNLESS_KNOWN, letters);
  }

  /** Adds a letter, or another attempt at it, with what was wrong this time. */
  int addAttempt(DeadLetter letter) throws SQLException {
    return write(ANOTHER_ATTEMPT, List.of(letter));
  }

  private int write(String sql, List<DeadLetter> letters) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      set(insert, 1, "text", letters, new String[0], DeadLetter::id);
      set(insert, 2, "text", letters, new String[0], DeadLetter::aggregateType);
      set(insert, 3, "text", letters, new String[0], letter -> clean(letter.aggregateId()));
      set(insert, 4, "text", letters, new String[0], letter -> clean(letter.source()));
      set(insert, 5, "int8", letters, new Long[0], DeadLetter::sequence);
      set(insert, 6, "text", letters, new String[0], DeadLetter::reason);
      set(insert, 7, "text", letters, new String[0], letter -> clean(letter.message()));
      set(insert, 8, "text", letters, new String[0], letter -> letter.position().topic());
      set(insert, 9, "int4", letters, new Integer[0], letter -> letter.position().partition());
      set(insert, 10, "int8", letters, new Long[0], letter -> letter.position().offset());
      set(insert, 11, "text", letters, new String[0], DeadLetterRows::time);
      set(insert, 12, "bytea", letters, new byte[0][], DeadLetter::key);
      set(insert, 13, "bytea", letters, new byte[0][], DeadLetter::value);
      set(
          insert,
          14,
          "text",
          letters,
          new String[0],
          letter -> StoredHeaders.write(letter.headers()).toString());
      set(insert, 15, "text", letters, new String[0], letter -> clean(letter.traceparent()));
      return insert.executeUpdate();
    }
  }

  private <T> void set(
      PreparedStatement statement,
      int index,
      String type,
      List<DeadLetter> letters,
      T[] room,
      Function<DeadLetter, T> value)
      throws SQLException {
    statement.setArray(
        index, connection.createArrayOf(type, letters.stream().map(value).toList().toArray(room)));
  }

  private static String time(DeadLetter letter) {
    return Instant.ofEpochMilli(Math.min(LATEST, letter.time())).toString();
  }

  /** PostgreSQL takes no NUL in a text. */
  private static String clean(String text) {
    return text == null ? null : text.replace("\0", "");
  }
}
