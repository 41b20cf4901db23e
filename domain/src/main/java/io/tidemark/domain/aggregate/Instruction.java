package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;
import java.util.List;

/** What reaches an aggregate through its partition: events, or a decision about a gap. */
public sealed interface Instruction {
  /** Events in order of arrival. */
  record Deliver(List<Event> events) implements Instruction {
    public Deliver {
      events = List.copyOf(events);
    }
  }

  /**
   * A gap ran out, or an operator gave it up.
   *
   * @param source the writer
   * @param to the last missing number to give up
   * @param decidesStart whether it ends the wait for a source's first number instead
   */
  record CloseGap(String source, long to, boolean decidesStart) implements Instruction {}
}
