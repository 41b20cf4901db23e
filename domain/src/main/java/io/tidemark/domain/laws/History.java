package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some events of one aggregate, each after those of its source and those that it had observed. At
 * most {@link #MOST} events.
 */
record History(List<HistoryEvent> events) {
  /** The bits of a set of events. */
  static final int MOST = 62;

  History {
    events = List.copyOf(events);
    if (events.size() > MOST) {
      throw new IllegalArgumentException(events.size() + " events are too many");
    }
  }

  int size() {
    return events.size();
  }

  /** The events with their effective times and what they come after, by index. */
  List<Occurrence> occurrences() {
    List<Occurrence> occurrences = new ArrayList<>();
    Map<String, Occurrence> last = new HashMap<>();
    for (HistoryEvent event : events) {
      Occurrence own = last.get(event.source());
      long observed = closure(event.observed(), occurrences);
      ConsistencyToken token = ConsistencyToken.NOTHING;
      for (Occurrence earlier : occurrences) {
        if ((observed & (1L << earlier.index())) != 0) {
          token = token.join(earlier.token());
        }
      }
      EffectiveTime behind =
          own == null ? token.clock() : EffectiveTime.later(own.time(), token.clock());
      Occurrence occurrence =
          new Occurrence(
              occurrences.size(),
              event,
              own == null ? observed : observed | own.before() | (1L << own.index()),
              own == null ? token : token.join(own.context()),
              writes(event, EffectiveTime.next(event.wall(), behind)));
      occurrences.add(occurrence);
      last.put(event.source(), occurrence);
    }
    return occurrences;
  }

  /** The occurrences by stamp: an order in which they can arrive. */
  static List<Occurrence> byStamp(List<Occurrence> occurrences) {
    return occurrences.stream()
        .sorted(Comparator.comparing(occurrence -> occurrence.writes().get(0)))
        .toList();
  }

  /** The same history with one event changed. */
  History with(int index, HistoryEvent changed) {
    List<HistoryEvent> copy = new ArrayList<>(events);
    copy.set(index, changed);
    return new History(copy);
  }

  /** The history without one event, which nobody observed then. */
  History without(int index) {
    List<HistoryEvent> copy = new ArrayList<>();
    long below = (1L << index) - 1;
    for (int i = 0; i < events.size(); i++) {
      if (i != index) {
        long observed = events.get(i).observed();
        long shifted = (observed & below) | ((observed >>> 1) & ~below);
        copy.add(events.get(i).withObserved(shifted));
      }
    }
    return new History(copy);
  }

  /** The history of these events alone. */
  History only(long kept) {
    History rest = this;
    for (int i = events.size() - 1; i >= 0; i--) {
      rest = (kept & (1L << i)) == 0 ? rest.without(i) : rest;
    }
    return rest;
  }

  private static long closure(long observed, List<Occurrence> occurrences) {
    long closed = observed;
    for (Occurrence earlier : occurrences) {
      closed |= (observed & (1L << earlier.index())) == 0 ? 0 : earlier.before();
    }
    return closed;
  }

  private static List<CustomWrite> writes(HistoryEvent event, EffectiveTime time) {
    Stamp stamp = new Stamp(time, event.source(), event.sequence());
    List<CustomWrite> writes = new ArrayList<>();
    for (JsonNode value : event.values()) {
      writes.add(new CustomWrite(value, stamp, writes.size()));
    }
    return writes;
  }
}
