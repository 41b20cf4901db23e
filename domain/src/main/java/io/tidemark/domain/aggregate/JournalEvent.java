package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;
import java.time.Instant;
import java.util.List;

/**
 * What the journal remembers, in order of arrival. The state is a fold of these and nothing else.
 */
public sealed interface JournalEvent {
  /** When it was journaled. */
  Instant at();

  /**
   * New events of one batch, each seen for the first time.
   *
   * @param events in order of arrival; never empty
   */
  record EventsRecorded(List<Event> events, Instant at) implements JournalEvent {
    public EventsRecorded {
      events = List.copyOf(events);
    }
  }

  /**
   * The missing numbers of a source up to {@code to} were given up.
   *
   * @param source the writer
   * @param to the last number given up
   */
  record GapSkipped(String source, long to, Instant at) implements JournalEvent {}

  /**
   * A source's first number was decided on.
   *
   * @param source the writer
   * @param first its first number
   */
  record StartDecided(String source, long first, Instant at) implements JournalEvent {}

  /**
   * An event that had been held could not be applied when its turn came: a custom rule failed. It
   * is a dead letter, and its number is missing again.
   *
   * @param source the writer
   * @param sequence its number
   * @param message what was wrong, for people
   */
  record EventRejected(String source, long sequence, String message, Instant at)
      implements JournalEvent {}
}
