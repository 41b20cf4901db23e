package io.tidemark.domain.aggregate;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Goes through an aggregate's journal from its beginning as the aggregate itself did, and tells
 * which events each row brought to be applied, in the order in which they were.
 *
 * <p>Keeps only what waits. That may be more than the aggregate holds in memory: what the aggregate
 * left in the journal alone is kept here, up to {@link #MOST_PARKED_BYTES}.
 */
public final class AppliedHistory {
  static final long MOST_PARKED_BYTES = 32L << 20;

  /** What an event takes beside its data, in bytes; a guess on the safe side. */
  private static final int OVERHEAD = 512;

  private final Witness witness;
  private final AggregateState state;
  private final List<AppliedEvent> fresh = new ArrayList<>();
  private long mostWaitingBytes;

  public AppliedHistory(AggregateDefinition definition, EventInterpreter interpreter) {
    this.witness = new Witness(interpreter);
    this.state = new AggregateState(definition, interpreter, witness, WaitingRoom.unlimited());
  }

  /** What an event of a history takes in memory, about, in bytes. */
  public static long weight(Event event) {
    return OVERHEAD + event.data().length;
  }

  /**
   * Goes one row further.
   *
   * @return what was applied by it, oldest first
   * @throws HistoryTooLongException when too much waits
   */
  public List<AppliedEvent> apply(JournalEvent row) {
    state.apply(row);
    mostWaitingBytes =
        state.held() == 0 && witness.parked.isEmpty()
            ? 0
            : mostWaitingBytes + events(row).stream().mapToLong(AppliedHistory::weight).sum();
    List<AppliedEvent> applied = List.copyOf(fresh);
    fresh.clear();
    return applied;
  }

  private static List<Event> events(JournalEvent row) {
    if (row instanceof JournalEvent.EventsRecorded recorded) {
      return recorded.events();
    }
    return row instanceof JournalEvent.LetterRedeemed redeemed
        ? List.of(redeemed.event())
        : List.of();
  }

  /** What waits takes no more than that, about, in bytes: all that came since nothing waited. */
  public long mostWaitingBytes() {
    return mostWaitingBytes;
  }

  /** Notes what is applied in place of folding it. */
  private final class Witness extends Applied {
    private final Map<Map.Entry<String, Long>, Event> parked = new HashMap<>();
    private long parkedBytes;

    Witness(EventInterpreter interpreter) {
      super(interpreter);
    }

    @Override
    void fold(Event event, Origin origin, Predicate<Origin> knowsAll) {
      note(event);
    }

    @Override
    void late(Event event) {
      note(event);
    }

    @Override
    void park(Event event, long place) {
      parkedBytes += weight(event);
      Event before = parked.put(Map.entry(event.source(), place), event);
      parkedBytes -= before == null ? 0 : weight(before);
      if (parkedBytes > MOST_PARKED_BYTES) {
        throw new HistoryTooLongException(
            "more than " + MOST_PARKED_BYTES + " bytes of events waited at one time");
      }
    }

    @Override
    void unseen(String source, long place) {
      Event event = parked.remove(Map.entry(source, place));
      parkedBytes -= weight(event);
      note(event);
    }

    private void note(Event event) {
      count(event);
      fresh.add(new AppliedEvent(version(), event));
    }
  }
}
