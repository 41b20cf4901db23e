package io.tidemark.domain.laws;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An event with what its history makes of it.
 *
 * @param index its place in the history
 * @param event the event
 * @param before all events that arrive before it whatever happens: its source's earlier ones and
 *     what it had observed, with all that these came after; a bit for each
 * @param context what it and its source's earlier events had observed
 * @param writes its values, stamped
 */
record Occurrence(
    int index,
    HistoryEvent event,
    long before,
    ConsistencyToken context,
    List<CustomWrite> writes) {

  Occurrence {
    writes = List.copyOf(writes);
  }

  /** Whether it can arrive next, after these. */
  boolean isReady(long arrived) {
    return (arrived & (1L << index)) == 0 && (before & ~arrived) == 0;
  }

  /** The same with values of its own, which somebody may spoil. */
  Occurrence copy() {
    List<CustomWrite> copies = new ArrayList<>();
    for (CustomWrite write : writes) {
      copies.add(new CustomWrite(write.value().deepCopy(), write.stamp(), write.place()));
    }
    return new Occurrence(index, event, before, context, copies);
  }

  EffectiveTime time() {
    return writes.get(0).stamp().time();
  }

  /** What somebody has seen who has seen this event alone. */
  ConsistencyToken token() {
    return new ConsistencyToken(time(), Map.of(event.source(), event.sequence()));
  }
}
