package io.tidemark.persistence.flow;

import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.flow.CausalOrder;
import io.tidemark.domain.flow.FlowEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads the index of flows. Blocking. */
public final class FlowReader {
  /** The most events that are brought into causal order; a larger flow is answered by time. */
  public static final int LARGEST_FLOW = 10_000;

  private static final int TIMEOUT_SECONDS = 10;
  private static final String COLUMNS =
      "select correlation_id, causation_id, announced, aggregate_type, aggregate_id, source,"
          + " sequence, event_id, event_type, time, topic, partition, \"offset\" from flow_event"
          + " where true";

  private final DataSource dataSource;

  public FlowReader(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A page of events, and one event more when there are more.
   *
   * @throws GoneException when the event that the page before ended with is no longer there
   * @throws SQLException when the database does not answer, or not in time
   */
  public List<FlowEvent> read(FlowQuery query) throws SQLException, GoneException {
    if (query.correlationId().isPresent()) {
      Condition flow = new Condition().isOfFlow(query.correlationId().get());
      List<FlowEvent> all = select(flow, LARGEST_FLOW + 1);
      if (all.size() <= LARGEST_FLOW) {
        return page(CausalOrder.of(all), query);
      }
    }
    return select(Condition.of(query), query.limit() + 1);
  }

  /** The event that a cursor stands at has been forgotten. */
  public static final class GoneException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static List<FlowEvent> page(List<FlowEvent> flow, FlowQuery query) throws GoneException {
    int start = 0;
    if (query.after().isPresent()) {
      Optional<FlowEvent> last =
          flow.stream()
              .filter(event -> FlowQuery.Position.of(event).equals(query.after().get()))
              .findFirst();
      start = flow.indexOf(last.orElseThrow(GoneException::new)) + 1;
    }
    return flow.stream().skip(start).filter(query::selects).limit(query.limit() + 1L).toList();
  }

  private List<FlowEvent> select(Condition condition, int limit) throws SQLException {
    String sql = COLUMNS + condition.sql() + " order by time, event limit ?";
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      condition.bind(statement);
      statement.setInt(condition.size() + 1, limit);
      List<FlowEvent> events = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          events.add(event(rows));
        }
      }
      return events;
    }
  }

  private static FlowEvent event(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    boolean numbered = !row.wasNull();
    return new FlowEvent(
        row.getString("correlation_id"),
        row.getString("causation_id"),
        row.getBoolean("announced"),
        row.getString("aggregate_type"),
        row.getString("aggregate_id"),
        row.getString("source"),
        numbered ? sequence : Event.NO_SEQUENCE,
        row.getString("event_id"),
        row.getString("event_type"),
        row.getLong("time"),
        row.getString("topic"),
        row.getObject("partition", Integer.class),
        row.getObject("offset", Long.class));
  }
}
