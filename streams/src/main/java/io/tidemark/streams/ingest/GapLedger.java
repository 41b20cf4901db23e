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
  private final Assignment assignment;
  private final String owner;
  private final Map<String, List<Gap>> changed = new HashMap<>();
  private final List<CommittableOffsetBatch> waiting = new ArrayList<>();
  private final List<Assignment.Lease> leases = new ArrayList<>();
  private Set<String> registered;
  private long registeredAt;
  private long lastVisit = System.nanoTime();

  GapLedger(OperationsStore store, String type, Assignment assignment, String owner) {
    this.store = store;
    this.type = type;
    this.assignment = assignment;
    this.owner = owner;
  }

  /** Takes note of a batch that is otherwise done; its lease ends with the next visit. */
  void add(Map<String, List<Gap>> gaps, CommittableOffsetBatch offsets, Assignment.Lease lease) {
    changed.putAll(gaps);
    waiting.add(offsets);
    leases.add(lease);
  }

  /** Whether it is time to visit the database. */
  boolean isDue() {
    return !waiting.isEmpty()
        && (System.nanoTime() - lastVisit >= INTERVAL_NANOS
            || changed.size() > MOST_WAITING
            || assignment.isDraining());
  }

  /**
   * Writes what is still open, and lets go the offsets that waited for it. Blocking.
   *
   * @return offsets to be committed; none while partitions are given back, which commits them too
   */
  List<CommittableOffsetBatch> visit() {
    long changes = assignment.changes();
    if (registered == null || registeredAt != changes) {
      // Partitions may have come, and with them gaps that another node put on record.
      registered = new HashSet<>(store.aggregatesWithGaps(type));
      registeredAt = changes;
    }
    Map<String, List<Gap>> write = new HashMap<>();
    changed.forEach(
        (id, gaps) -> {
          if (!gaps.isEmpty() || registered.contains(id)) {
            write.put(id, gaps);
          }
        });
    if (!write.isEmpty()) {
      store.replaceGaps(type, write, partitions(), owner);
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
    boolean givingBack = assignment.isGivingBack();
    assignment.end(leases);
    leases.clear();
    changed.clear();
    waiting.clear();
    lastVisit = System.nanoTime();
    return givingBack ? List.of() : List.of(ConsumerMessage.createCommittableOffsetBatch(offsets));
  }

  private Set<Integer> partitions() {
    Set<Integer> partitions = new HashSet<>();
    leases.forEach(lease -> partitions.addAll(lease.partitions()));
    return partitions;
  }
}
