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
   * What should have been an event is a dead letter: what its source sent after it waits.
   *
   * @param source the writer
   * @param sequence its number, or {@link Event#NO_SEQUENCE}
   * @param letter the dead letter's id
   * @param message when an event that had been held turned out to be one: what was wrong, for
   *     people; else null
   */
  record LetterNoted(String source, long sequence, String letter, String message, Instant at)
      implements JournalEvent {}

  /**
   * A dead letter's event was taken in after all, in the letter's place.
   *
   * @param event the event
   * @param letter the dead letter's id
   */
  record LetterRedeemed(Event event, String letter, Instant at) implements JournalEvent {}

  /**
   * A dead letter was given up: its number is skipped.
   *
   * @param source the writer
   * @param letter the dead letter's id
   */
  record LetterDiscarded(String source, String letter, Instant at) implements JournalEvent {}
}
