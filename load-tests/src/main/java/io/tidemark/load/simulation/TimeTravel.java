package io.tidemark.load.simulation;

import io.tidemark.domain.aggregate.AppliedHistory;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.PastState;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Going back: each version that was announced is, made of the journal, the same bytes again; and
 * the state at an instant is what the model makes of the events up to then.
 */
final class TimeTravel {
  private static final int INSTANTS = 5;
  private static final int VERSIONS = 8;

  private TimeTravel() {}

  /**
   * @param announcements by version
   * @throws Violation when a past state is not what it was
   */
  static void check(
      History history, List<JournalEvent> journal, SortedMap<Long, byte[]> announcements) {
    List<Event> applied = new ArrayList<>();
    AppliedHistory past = new AppliedHistory(history.definition(), history.interpreter());
    journal.forEach(row -> past.apply(row).forEach(next -> applied.add(next.event())));
    long last = announcements.isEmpty() ? 0 : announcements.lastKey();
    if (applied.size() != last) {
      throw new Violation(
          "the journal tells of %d applied events, the last version is %d"
              .formatted(applied.size(), last));
    }
    // Some of them: to fold each would cost more than all the rest of the simulation.
    int step = Math.max(1, announcements.size() / VERSIONS);
    int place = 0;
    for (Map.Entry<Long, byte[]> entry : announcements.entrySet()) {
      if (place++ % step != 0) {
        continue;
      }
      int version = entry.getKey().intValue();
      List<Event> first = applied.subList(0, version);
      compare(
          "version " + version,
          entry.getValue(),
          json(history, PastState.of(history.definition(), history.interpreter(), first)));
    }
    checkInstants(history, applied);
  }

  private static void checkInstants(History history, List<Event> applied) {
    for (int i = 0; i < INSTANTS && !applied.isEmpty(); i++) {
      // Spread over the history; the instant of an event is a likely place to be wrong by one.
      long nanos = applied.get(applied.size() * i / INSTANTS).header().time() - i % 2;
      List<Event> until = until(history, applied, nanos);
      Instant at = EffectiveTime.instant(nanos);
      compare(
          at.toString(),
          history.expectation(
              until.stream().map(event -> history.place(event.header().id())).toList()),
          json(history, PastState.at(history.definition(), history.interpreter(), applied, at)));
    }
  }

  /**
   * The events of an effective time up to an instant, found the long way round: each by the state
   * of its source's events up to it alone, whose token says the time.
   */
  private static List<Event> until(History history, List<Event> applied, long nanos) {
    List<Event> until = new ArrayList<>();
    for (Event event : applied) {
      List<Event> source = new ArrayList<>();
      for (Event other : applied) {
        if (other.source().equals(event.source())
            && (history.definition().sequence().mode() != Mode.CONTIGUOUS
                || other.sequence() <= event.sequence())) {
          source.add(other);
        }
        if (other == event && history.definition().sequence().mode() != Mode.CONTIGUOUS) {
          break;
        }
      }
      PastState alone = PastState.of(history.definition(), history.interpreter(), source);
      if (alone.token().clock().nanos() <= nanos) {
        until.add(event);
      }
    }
    return until;
  }

  private static byte[] json(History history, PastState state) {
    return CarriedState.json(history.definition().type(), "id", state);
  }

  private static void compare(String when, byte[] expected, byte[] actual) {
    if (!Arrays.equals(expected, actual)) {
      throw new Violation(
          "at %s it was\n  %s\n  and is now\n  %s"
              .formatted(when, Invariants.text(expected), Invariants.text(actual)));
    }
  }
}
