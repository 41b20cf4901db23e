package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What an instruction is to change, in order, while it is being decided. */
final class Changes {
  private final List<JournalEvent> first = new ArrayList<>();
  private final List<Object> changes = new ArrayList<>();
  private final Set<String> settled = new LinkedHashSet<>();

  /** A new event. */
  void add(Event event) {
    changes.add(event);
  }

  /** A decision. */
  void add(JournalEvent decided) {
    changes.add(decided);
  }

  /** A dead letter is none any longer. */
  void settle(String letter) {
    settled.add(letter);
  }

  /** The event, if one was added, takes the place of a dead letter; the letter is settled. */
  void redeem(String letter, Instant now) {
    changes.replaceAll(
        change ->
            change instanceof Event event
                ? new JournalEvent.LetterRedeemed(event, letter, now)
                : change);
    settle(letter);
  }

  /** The event turned out to be a dead letter; if it is none of these, it had been held. */
  void withdraw(Event event, String message, Instant now) {
    String letter = DeadLetter.id(event.position());
    int at = indexOf(event);
    JournalEvent noted =
        new JournalEvent.LetterNoted(
            event.source(), event.sequence(), letter, at < 0 ? message : null, now);
    if (at < 0) {
      first.add(noted);
    } else if (changes.get(at) instanceof Event) {
      changes.set(at, noted);
    } else {
      // It was a dead letter before, and stays one.
      changes.remove(at);
      settled.remove(letter);
    }
  }

  private int indexOf(Event event) {
    for (int i = 0; i < changes.size(); i++) {
      Object change = changes.get(i);
      if (change == event
          || (change instanceof JournalEvent.LetterRedeemed redeemed
              && redeemed.event() == event)) {
        return i;
      }
    }
    return -1;
  }

  boolean isEmpty() {
    return first.isEmpty() && changes.isEmpty();
  }

  List<String> settled() {
    return List.copyOf(settled);
  }

  /** All of it as it is to be journaled; events that follow each other as one. */
  List<JournalEvent> journal(Instant now) {
    List<JournalEvent> journal = new ArrayList<>(first);
    List<Event> run = new ArrayList<>();
    for (Object change : changes) {
      if (change instanceof Event event) {
        run.add(event);
      } else {
        flush(run, journal, now);
        journal.add((JournalEvent) change);
      }
    }
    flush(run, journal, now);
    return journal;
  }

  private static void flush(List<Event> run, List<JournalEvent> journal, Instant now) {
    if (!run.isEmpty()) {
      journal.add(new JournalEvent.EventsRecorded(run, now));
      run.clear();
    }
  }
}
