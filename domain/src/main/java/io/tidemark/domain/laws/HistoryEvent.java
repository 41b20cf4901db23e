package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One event of a {@link History}.
 *
 * @param source its writer
 * @param sequence its number, greater than those of its source's earlier events
 * @param wall nanoseconds since the epoch by its writer's clock, which may go back
 * @param observed the earlier events that its writer had observed, a bit for each, by index
 * @param values what it applies to the field, in order; one or more
 */
record HistoryEvent(String source, long sequence, long wall, long observed, List<JsonNode> values) {

  HistoryEvent {
    values = List.copyOf(values);
  }

  HistoryEvent withSource(String changed) {
    return new HistoryEvent(changed, sequence, wall, observed, values);
  }

  HistoryEvent withSequence(long changed) {
    return new HistoryEvent(source, changed, wall, observed, values);
  }

  HistoryEvent withWall(long changed) {
    return new HistoryEvent(source, sequence, changed, observed, values);
  }

  HistoryEvent withObserved(long changed) {
    return new HistoryEvent(source, sequence, wall, changed, values);
  }

  HistoryEvent withValues(List<JsonNode> changed) {
    return new HistoryEvent(source, sequence, wall, observed, changed);
  }
}
