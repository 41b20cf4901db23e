package io.tidemark.domain.aggregate;

import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.sequencing.Room;
import io.tidemark.domain.sequencing.SourceSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds in an aggregate's journal the events that it applied, by source and in their order: the
 * numbers' one, or where there are none, that in which their turn came. Goes through the journal as
 * the aggregate did, but lets none wait outside memory, and none for a cause.
 */
final class AppliedEvents {
  private final SequencePolicy policy;
  private final Map<String, SourceSequence> sequences = new HashMap<>();
  private final Map<String, List<Event>> released = new HashMap<>();

  private AppliedEvents(SequencePolicy policy) {
    this.policy = policy;
  }

  /**
   * The applied events of a journal, by source.
   *
   * @param known what the aggregate knows of a source by now
   */
  static Map<String, List<Event>> of(
      Iterable<JournalEvent> history, SequencePolicy policy, Map<String, SourceSequence> known) {
    AppliedEvents applied = new AppliedEvents(policy);
    history.forEach(applied::replay);
    if (policy.mode() == Mode.CONTIGUOUS) {
      applied.released.forEach(
          (source, events) -> {
            events.removeIf(event -> !known.get(source).isApplied(event.sequence()));
            events.sort(Comparator.comparingLong(Event::sequence));
          });
    }
    applied.released.values().removeIf(List::isEmpty);
    return applied.released;
  }

  private void replay(JournalEvent journaled) {
    if (journaled instanceof JournalEvent.EventsRecorded recorded) {
      for (Event event : recorded.events()) {
        sequence(event.source()).take(event, recorded.at(), Room.IN_MEMORY, sink(event.source()));
      }
    } else if (journaled instanceof JournalEvent.GapSkipped skipped) {
      sequence(skipped.source()).skip(skipped.to(), sink(skipped.source()));
    } else if (journaled instanceof JournalEvent.StartDecided decided) {
      sequence(decided.source()).start(decided.first(), sink(decided.source()));
    } else if (journaled instanceof JournalEvent.LetterNoted noted) {
      withdraw(noted);
    } else if (journaled instanceof JournalEvent.LetterRedeemed redeemed) {
      Event event = redeemed.event();
      for (SourceSequence other : sequences.values()) {
        if (!other.source().equals(event.source())) {
          other.discard(redeemed.letter(), sink(other.source()));
        }
      }
      sequence(event.source())
          .redeem(event, redeemed.letter(), redeemed.at(), Room.IN_MEMORY, sink(event.source()));
    } else {
      JournalEvent.LetterDiscarded discarded = (JournalEvent.LetterDiscarded) journaled;
      sequence(discarded.source()).discard(discarded.letter(), sink(discarded.source()));
    }
  }

  private void withdraw(JournalEvent.LetterNoted noted) {
    sequence(noted.source()).takeLetter(noted.sequence(), noted.letter(), noted.at());
  }

  private SourceSequence sequence(String source) {
    return sequences.computeIfAbsent(source, name -> new SourceSequence(name, policy));
  }

  private SourceSequence.Sink sink(String source) {
    List<Event> events = released.computeIfAbsent(source, name -> new ArrayList<>());
    return new SourceSequence.Sink() {
      @Override
      public boolean isReady(Event event) {
        return true;
      }

      @Override
      public void apply(Event event) {
        events.add(event);
      }

      @Override
      public void late(Event event) {
        events.add(event);
      }

      @Override
      public void parked(long place) {
        throw new IllegalStateException("nothing is parked in a replay");
      }

      @Override
      public void released() {
        // Counted when it happened.
      }
    };
  }
}
