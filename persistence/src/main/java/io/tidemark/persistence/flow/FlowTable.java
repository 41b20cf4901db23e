package io.tidemark.persistence.flow;

import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.flow.FlowEvent;
import io.tidemark.persistence.projection.StoredText;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/** Writes the index of flows, and lets go of what is old. Blocking. */
public final class FlowTable {
  private static final String KEEP =
      "insert into flow_event (flow, event, time, announced, aggregate_type, aggregate_id, source,"
          + " sequence, event_id, event_type, correlation_id, causation_id, topic, partition,"
          + " \"offset\") select * from unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::boolean[],"
          + " ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],"
          + " ?::text[], ?::text[], ?::integer[], ?::bigint[]) on conflict do nothing";

  /** Nodes that do this side by side leave each other's rows alone. */
  private static final String FORGET =
      "delete from flow_event where ctid = any (array(select ctid from flow_event"
          + " where recorded_at < now() - ? * interval '1 second' limit ? for update skip locked))";

  private final DataSource dataSource;

  public FlowTable(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  private record Row(UUID flow, UUID event, FlowEvent content) {
    static final Comparator<Row> ORDER = Comparator.comparing(Row::flow).thenComparing(Row::event);

    static Row of(FlowEvent event) {
      return new Row(FlowKeys.flow(event.correlationId()), FlowKeys.event(event), event);
    }
  }

  /**
   * Keeps events, in one statement; one that is kept already stays as it is.
   *
   * @throws IllegalStateException when the database does not answer, or refuses
   */
  public void keep(List<FlowEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    // In one order everywhere: two nodes that keep the same events must not wait for each other.
    List<Row> rows = events.stream().map(Row::of).sorted(Row.ORDER).toList();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(KEEP)) {
      bind(statement, 1, "uuid", rows, Row::flow);
      bind(statement, 2, "uuid", rows, Row::event);
      bind(statement, 3, "int8", rows, row -> row.content().time());
      bind(statement, 4, "bool", rows, row -> row.content().announced());
      bindText(statement, 5, rows, FlowEvent::aggregateType);
      bindText(statement, 6, rows, FlowEvent::aggregateId);
      bindText(statement, 7, rows, FlowEvent::source);
      bind(statement, 8, "int8", rows, row -> number(row.content().sequence()));
      bindText(statement, 9, rows, FlowEvent::id);
      bindText(statement, 10, rows, FlowEvent::type);
      bindText(statement, 11, rows, FlowEvent::correlationId);
      bindText(statement, 12, rows, FlowEvent::causationId);
      bindText(statement, 13, rows, FlowEvent::topic);
      bind(statement, 14, "int4", rows, row -> row.content().partition());
      bind(statement, 15, "int8", rows, row -> row.content().offset());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused: " + e.getMessage(), e);
    }
  }

  private static Long number(long sequence) {
    return sequence == Event.NO_SEQUENCE ? null : sequence;
  }

  private static void bindText(
      PreparedStatement statement, int index, List<Row> rows, Function<FlowEvent, String> column)
      throws SQLException {
    bind(
        statement,
        index,
        "text",
        rows,
        row -> {
          String text = column.apply(row.content());
          return text == null ? null : StoredText.of(text);
        });
  }

  private static void bind(
      PreparedStatement statement,
      int index,
      String type,
      List<Row> rows,
      Function<Row, Object> column)
      throws SQLException {
    Array values =
        statement.getConnection().createArrayOf(type, rows.stream().map(column).toArray());
    statement.setArray(index, values);
  }

  /**
   * Forgets what was kept longer ago than that.
   *
   * @param limit the most rows to forget in one go
   * @return how many were forgotten; fewer than the limit when none are left
   */
  public int forget(Duration age, int limit) {
    Objects.requireNonNull(age, "age");
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(FORGET)) {
      statement.setLong(1, age.toSeconds());
      statement.setInt(2, limit);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused: " + e.getMessage(), e);
    }
  }
}
