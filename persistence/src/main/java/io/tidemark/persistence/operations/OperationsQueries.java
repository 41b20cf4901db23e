package io.tidemark.persistence.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads dead letters and open gaps as JSON. Blocking. */
public final class OperationsQueries {
  private static final String LETTER =
      "select id, aggregate_type, aggregate_id, source, sequence, reason, message, topic, partition,"
          + " \"offset\", record_time, traceparent, attempts, created_at";
  private static final String LETTERS =
      LETTER + " from dead_letter where id > ? order by id limit ?";
  private static final String ONE_LETTER =
      LETTER + ", record_key, record_value, record_headers from dead_letter where id = ?";
  private static final String GAPS =
      "select aggregate_type, aggregate_id, source, from_sequence, to_sequence, since, deadline,"
          + " decides_start, waiting, before_topic, before_partition, before_offset, after_topic,"
          + " after_partition, after_offset from open_gap"
          + " where (aggregate_type, aggregate_id, source, from_sequence) > (?, ?, ?, ?)"
          + " order by aggregate_type, aggregate_id, source, from_sequence limit ?";

  private static final String OPEN_GAPS =
      "select count(*), coalesce(extract(epoch from now() - min(since)), 0),"
          + " coalesce(sum(waiting), 0) from open_gap where aggregate_type = ?";
  private static final String OPEN_LETTERS =
      "select count(*) from dead_letter where aggregate_type = ?";

  private final Queries queries;
  private final ObjectMapper json = ExactJson.mapper();

  public OperationsQueries(DataSource dataSource) {
    this.queries = new Queries(dataSource);
  }

  /** Dead letters by id, after the given one. */
  public List<ObjectNode> deadLetters(String after, int limit) {
    return queries.find(
        LETTERS,
        statement -> {
          statement.setString(1, after);
          statement.setInt(2, limit);
        },
        this::letter);
  }

  /** One dead letter with its record. */
  public Optional<JsonNode> deadLetter(String id) {
    List<ObjectNode> found =
        queries.find(ONE_LETTER, statement -> statement.setString(1, id), this::wholeLetter);
    return found.stream().findFirst().map(JsonNode.class::cast);
  }

  /** Open gaps by type, id, source and number, after the given one. */
  public List<ObjectNode> gaps(String type, String id, String source, long from, int limit) {
    return queries.find(
        GAPS,
        statement -> {
          statement.setString(1, type);
          statement.setString(2, id);
          statement.setString(3, source);
          statement.setLong(4, from);
          statement.setInt(5, limit);
        },
        this::gap);
  }

  /** How much of a type is open at present. */
  public OpenMatters open(String type) {
    OpenMatters gaps =
        queries
            .find(
                OPEN_GAPS,
                statement -> statement.setString(1, type),
                row ->
                    new OpenMatters(
                        row.getLong(1),
                        Duration.ofMillis(Math.max(0, Math.round(row.getDouble(2) * 1_000))),
                        row.getLong(3),
                        0))
            .get(0);
    long letters =
        queries
            .find(OPEN_LETTERS, statement -> statement.setString(1, type), row -> row.getLong(1))
            .get(0);
    return new OpenMatters(gaps.gaps(), gaps.oldest(), gaps.waiting(), letters);
  }

  private ObjectNode letter(ResultSet row) throws SQLException {
    ObjectNode letter = json.createObjectNode();
    letter.put("id", row.getString("id"));
    letter.put("aggregateType", row.getString("aggregate_type"));
    letter.put("aggregateId", row.getString("aggregate_id"));
    letter.put("source", row.getString("source"));
    letter.putPOJO("sequence", row.getObject("sequence"));
    letter.put("reason", row.getString("reason"));
    letter.put("message", row.getString("message"));
    letter.put("topic", row.getString("topic"));
    letter.put("partition", row.getInt("partition"));
    letter.put("offset", row.getLong("offset"));
    letter.put("recordTime", row.getTimestamp("record_time").toInstant().toString());
    letter.put("traceparent", row.getString("traceparent"));
    letter.put("attempts", row.getInt("attempts"));
    letter.put("since", row.getTimestamp("created_at").toInstant().toString());
    return letter;
  }

  private ObjectNode wholeLetter(ResultSet row) throws SQLException {
    ObjectNode letter = letter(row);
    // Base64: the bytes may be anything, that is why they are here.
    letter.put("key", row.getBytes("record_key"));
    letter.put("value", row.getBytes("record_value"));
    try {
      letter.set("headers", json.readTree(row.getString("record_headers")));
    } catch (IOException e) {
      throw new SQLException("headers of " + row.getString("id"), e);
    }
    return letter;
  }

  private ObjectNode gap(ResultSet row) throws SQLException {
    ObjectNode gap = json.createObjectNode();
    gap.put("type", row.getString("aggregate_type"));
    gap.put("id", row.getString("aggregate_id"));
    gap.put("source", row.getString("source"));
    gap.put("from", row.getLong("from_sequence"));
    gap.put("to", row.getLong("to_sequence"));
    gap.put("since", row.getTimestamp("since").toInstant().toString());
    boolean ends = row.getTimestamp("deadline") != null;
    gap.put("deadline", ends ? row.getTimestamp("deadline").toInstant().toString() : null);
    gap.put("next", row.getBoolean("decides_start") ? "start" : ends ? "skip" : "wait");
    gap.put("waiting", row.getLong("waiting"));
    gap.set("before", position(row, "before"));
    gap.set("after", position(row, "after"));
    return gap;
  }

  private JsonNode position(ResultSet row, String side) throws SQLException {
    if (row.getString(side + "_topic") == null) {
      return json.nullNode();
    }
    return json.createObjectNode()
        .put("topic", row.getString(side + "_topic"))
        .put("partition", row.getInt(side + "_partition"))
        .put("offset", row.getLong(side + "_offset"));
  }
}
