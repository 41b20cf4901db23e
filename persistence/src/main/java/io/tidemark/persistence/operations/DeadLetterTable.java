package io.tidemark.persistence.operations;

import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Finds dead letters whole, for another try. Blocking. */
public final class DeadLetterTable {
  private static final String SELECT =
      "select id, aggregate_type, aggregate_id, source, sequence, reason, message, topic, partition,"
          + " \"offset\", record_time, record_key, record_value, record_headers, traceparent"
          + " from dead_letter";
  private static final String ONE = SELECT + " where id = ?";

  /** In the order in which they were sent, as far as their numbers or offsets tell. */
  private static final String SOME =
      SELECT
          + " where (?::text is null or aggregate_type = ?)"
          + " and (?::text is null or aggregate_id = ?)"
          + " and (?::text is null or source = ?) and (?::text is null or reason = ?)"
          + " order by aggregate_type, aggregate_id, source, sequence, partition, \"offset\" limit ?";

  private static final String SETTLE =
      "with gone as (delete from dead_letter where id = any (?) returning id, record_time)"
          + " insert into settled_letter (id, record_time) select id, record_time from gone"
          + " on conflict (id) do update set record_time = excluded.record_time, settled_at = now()";

  /** No topic of ours is taken to be read again from so long ago. */
  private static final String FORGET_SETTLED =
      "delete from settled_letter where settled_at < now() - interval '90 days'";

  private static final String LAST_MISSING =
      "select to_sequence, decides_start from open_gap where aggregate_type = ?"
          + " and aggregate_id = ? and source = ? order by to_sequence desc limit 1";

  private final Queries queries;
  private final Transactions transactions;

  public DeadLetterTable(DataSource dataSource) {
    this.queries = new Queries(dataSource);
    this.transactions = new Transactions(dataSource);
  }

  /** The last missing numbers of a source. */
  public record LastMissing(long to, boolean decidesStart) {}

  /** One dead letter. */
  public Optional<DeadLetter> find(String id) {
    return queries
        .find(ONE, statement -> statement.setString(1, id), DeadLetterTable::letter)
        .stream()
        .findFirst();
  }

  /** Those that a filter lets through; what is absent from it does not matter. */
  public List<DeadLetter> find(
      Optional<String> type,
      Optional<String> aggregate,
      Optional<String> source,
      Optional<String> reason,
      int limit) {
    return queries.find(
        SOME,
        statement -> {
          int at = 1;
          for (Optional<String> wanted : List.of(type, aggregate, source, reason)) {
            statement.setString(at++, wanted.orElse(null));
            statement.setString(at++, wanted.orElse(null));
          }
          statement.setInt(at, limit);
        },
        DeadLetterTable::letter);
  }

  /** What is missing last of a source, by the register of gaps. */
  public Optional<LastMissing> lastMissing(String type, String id, String source) {
    return queries
        .find(
            LAST_MISSING,
            statement -> {
              statement.setString(1, type);
              statement.setString(2, id);
              statement.setString(3, source);
            },
            row -> new LastMissing(row.getLong(1), row.getBoolean(2)))
        .stream()
        .findFirst();
  }

  /** Gives one up, also for when its record is read again. */
  public void delete(String id) {
    transactions.run(connection -> settle(connection, List.of(id)));
  }

  /**
   * Takes letters away, and remembers that they are settled for as long as records may come again.
   */
  static int settle(Connection connection, Collection<String> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FORGET_SETTLED)) {
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
      statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
      return statement.executeUpdate();
    }
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    boolean numbered = !row.wasNull();
    return new DeadLetter(
        row.getString("id"),
        row.getString("aggregate_type"),
        row.getString("aggregate_id"),
        row.getString("source"),
        numbered ? sequence : null,
        row.getString("reason"),
        row.getString("message"),
        new Position(row.getString("topic"), row.getInt("partition"), row.getLong("offset")),
        row.getTimestamp("record_time").getTime(),
        row.getBytes("record_key"),
        row.getBytes("record_value"),
        headers(row.getString("record_headers")),
        row.getString("traceparent"));
  }

  private static List<DeadLetter.Header> headers(String json) throws SQLException {
    try {
      return StoredHeaders.read(ExactJson.mapper().readTree(json));
    } catch (IOException e) {
      throw new SQLException("headers that were once written are no longer JSON", e);
    }
  }
}
