package io.tidemark.persistence.flow;

import io.tidemark.persistence.projection.StoredText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What must hold of rows. Nothing of a request is in its text: all values are bound. */
final class Condition {
  private final StringBuilder sql = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  static Condition of(FlowQuery query) {
    Condition condition = new Condition();
    query.correlationId().ifPresent(condition::isOfFlow);
    query.id().ifPresent(id -> condition.and("event_id = ?", StoredText.of(id)));
    query.type().ifPresent(type -> condition.and("event_type = ?", StoredText.of(type)));
    query.from().ifPresent(from -> condition.and("time >= ?", from));
    query.to().ifPresent(to -> condition.and("time < ?", to));
    query
        .after()
        .ifPresent(after -> condition.and("(time, event) > (?, ?)", after.time(), after.event()));
    return condition;
  }

  /** The hash finds them; the text makes sure. */
  Condition isOfFlow(String correlationId) {
    return and(
        "flow = ? and correlation_id = ?",
        FlowKeys.flow(correlationId),
        StoredText.of(correlationId));
  }

  private Condition and(String text, Object... bound) {
    sql.append(" and ").append(text);
    values.addAll(List.of(bound));
    return this;
  }

  String sql() {
    return sql.toString();
  }

  int size() {
    return values.size();
  }

  void bind(PreparedStatement statement) throws SQLException {
    for (int index = 0; index < values.size(); index++) {
      statement.setObject(index + 1, values.get(index));
    }
  }
}
