package io.tidemark.persistence.flow;

import io.tidemark.domain.flow.FlowEvent;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What is asked of the index; all that is given must hold.
 *
 * @param correlationId of that flow, in causal order; else by time
 * @param id of that event id
 * @param type of that event type
 * @param from not earlier than that, in nanoseconds since the epoch
 * @param to earlier than that
 * @param limit the most events of a page
 * @param after where the page before ended
 */
public record FlowQuery(
    Optional<String> correlationId,
    Optional<String> id,
    Optional<String> type,
    OptionalLong from,
    OptionalLong to,
    int limit,
    Optional<Position> after) {

  /** The last event of a page. */
  public record Position(long time, UUID event) {
    public static Position of(FlowEvent event) {
      return new Position(event.time(), FlowKeys.event(event));
    }
  }

  boolean selects(FlowEvent event) {
    return id.map(event.id()::equals).orElse(true)
        && type.map(event.type()::equals).orElse(true)
        && (from.isEmpty() || event.time() >= from.getAsLong())
        && (to.isEmpty() || event.time() < to.getAsLong());
  }
}
