package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AppliedEvent;
import java.util.List;
import java.util.OptionalLong;

/**
 * A part of an aggregate's history.
 *
 * @param events oldest first
 * @param next the version that the page after this begins with; empty on the last
 */
public record HistoryPage(List<AppliedEvent> events, OptionalLong next) {
  public HistoryPage {
    events = List.copyOf(events);
  }
}
