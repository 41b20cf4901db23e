package io.tidemark.streams.ingest;

import io.tidemark.domain.sequencing.Gap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.kafka.ConsumerMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableOffsetBatch;

/**
 * The open gaps of one stream between two visits to the database. Most gaps close again within
 * milliseconds and are never written.
 *
 * <p>Invariant: the offset of a record that opened a gap is let go only once the gap is closed or
 * in the database. So after a crash a gap is either known there, or found anew from the same
 * record.
 */
final class GapLedger {
  private static final long INTERVAL_NANOS = 500_000_000L;
  private static final int MOST_WAITING = 20_000;

  private final OperationsStore store;
  private final String type;
  private final Map<String, List<Gap>> changed = new HashMap<>();
  private final List<CommittableOffsetBatch> waiting = new ArrayList<>();
  private Set<String> registered;
  private long lastVisit = System.nanoTime();

  GapLedger(OperationsStore store, String type) {
    this.store = store;
    this.type = type;
  }

  /** Takes note of a batch that is otherwise done. */
  void add(Map<String, List<Gap>> gaps, CommittableOffsetBatch offsets) {
    changed.putAll(gaps);
    waiting.add(offsets);
  }

  /** Whether it is time to visit the database. */
  boolean isDue() {
    return !waiting.isEmpty()
        && (System.nanoTime() - lastVisit >= INTERVAL_NANOS || changed.size() > MOST_WAITING);
  }

  /** Writes what is still open, and lets go the offsets that waited for it. Blocking. */
  CommittableOffsetBatch visit() {
    if (registered == null) {
      registered = new HashSet<>(store.aggregatesWithGaps(type));
    }
    Map<String, List<Gap>> write = new HashMap<>();
    changed.forEach(
        (id, gaps) -> {
          if (!gaps.isEmpty() || registered.contains(id)) {
            write.put(id, gaps);
          }
        });
    if (!write.isEmpty()) {
      store.replaceGaps(type, write);
    }
    write.forEach(
        (id, gaps) -> {
          if (gaps.isEmpty()) {
            registered.remove(id);
          } else {
            registered.add(id);
          }
        });
    List<ConsumerMessage.Committable> offsets = new ArrayList<>(waiting);
    changed.clear();
    waiting.clear();
    lastVisit = System.nanoTime();
    return ConsumerMessage.createCommittableOffsetBatch(offsets);
  }
}
