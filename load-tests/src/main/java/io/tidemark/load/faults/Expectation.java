package io.tidemark.load.faults;

import io.tidemark.load.faults.Ledger.Entry;
import io.tidemark.load.faults.Ledger.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must have become of every record of one aggregate, by what was sent of it. What the journal
 * says is asked for one thing only: whether a poisoned record came before or after its number was
 * given up, since then nothing waits behind it.
 */
final class Expectation {
  private final Operator operator;
  private final Set<EventId> sound = new HashSet<>();
  private final Map<EventId, String> times = new HashMap<>();
  private final List<Entry> poisoned = new ArrayList<>();
  private final Map<String, Long> blockedFrom = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param operator who may have redriven and discarded dead letters
   */
  Expectation(List<Entry> sent, Journal.Recorded recorded, Operator operator) {
    this.operator = operator;
    for (Entry entry : sent) {
      if (!entry.isSound()) {
        poisoned.add(entry);
      }
      if (entry.isSound() || operator.hasRedriven(entry)) {
        sound.add(entry.event());
        times.put(entry.event(), entry.time());
      }
    }
    for (Entry entry : poisoned) {
      if (!isSettled(entry) && entry.poison().isAttributable()) {
        if (recorded.hasLetter(entry.place())) {
          blockedFrom.merge(entry.event().source(), entry.event().sequence(), Math::min);
        } else if (recorded.skippedTo(entry.event().source()) < entry.event().sequence()) {
          problems.add("nothing waits behind the dead letter " + entry.place());
        }
      }
    }
  }

  private boolean isSettled(Entry letter) {
    return sound.contains(letter.event()) || operator.hasDiscarded(letter);
  }

  /** The time of an event that was sent sound, or became so. */
  String timeOf(EventId event) {
    return times.get(event);
  }

  /** Every event that was sent sound, or taken in at another try. */
  Set<EventId> sound() {
    return sound;
  }

  /** Every record that was sent poisoned. */
  List<Entry> poisoned() {
    return poisoned;
  }

  /** Whether that record's dead letter must still be on record. */
  boolean mustRemain(Entry letter) {
    return !isSettled(letter);
  }

  /** Whether it must not be. One that came after its number was given up may stay or go. */
  boolean mustBeGone(Entry letter, Journal.Recorded recorded) {
    return operator.hasDiscarded(letter)
        || operator.hasRedriven(letter)
        || (isSettled(letter) && recorded.hasLetter(letter.place()));
  }

  /** Whether an event is applied, rather than held behind a dead letter. */
  boolean isApplied(EventId event) {
    return event.sequence() < blockedFrom.getOrDefault(event.source(), Long.MAX_VALUE);
  }

  /** How many are held. */
  long held() {
    return sound.stream().filter(event -> !isApplied(event)).count();
  }

  List<String> problems() {
    return problems;
  }
}
