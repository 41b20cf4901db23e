package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;
import java.util.List;

/** What reaches an aggregate through its partition: events, or a decision of another kind. */
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

  /** Records that should have been events are dead letters; in order of arrival. */
  record NoteLetters(List<Letter> letters) implements Instruction {
    public NoteLetters {
      letters = List.copyOf(letters);
    }

    /** One alone. */
    public static NoteLetters of(String source, long sequence, String letter) {
      return new NoteLetters(List.of(new Letter(source, sequence, letter)));
    }
  }

  /**
   * A dead letter's place.
   *
   * @param source the writer
   * @param sequence its number, or {@link Event#NO_SEQUENCE}
   * @param id the dead letter's id
   */
  record Letter(String source, long sequence, String id) {}

  /**
   * A dead letter is given another try.
   *
   * @param event what it is read as now
   * @param letter the dead letter's id
   */
  record Redeem(Event event, String letter) implements Instruction {}

  /**
   * An operator gave a dead letter up.
   *
   * @param source the writer
   * @param letter the dead letter's id
   */
  record Discard(String source, String letter) implements Instruction {}

  /** An operator wants the state announced once more. It changes nothing. */
  record Announce() implements Instruction {}
}
