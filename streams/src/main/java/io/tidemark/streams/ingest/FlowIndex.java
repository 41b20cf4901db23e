package io.tidemark.streams.ingest;

import io.tidemark.domain.flow.FlowEvent;
import java.util.List;

/** Finds events by the flow that they are of. */
public interface FlowIndex {
  /** An index that keeps nothing. */
  FlowIndex NONE =
      new FlowIndex() {
        @Override
        public boolean isKept() {
          return false;
        }

        @Override
        public void keep(List<FlowEvent> events) {}
      };

  /** Whether anything is kept at all. */
  default boolean isKept() {
    return true;
  }

  /**
   * Keeps events that carry a correlation id; those that are kept already stay as they are.
   * Blocking; throws when the database does not answer.
   */
  void keep(List<FlowEvent> events);
}
