package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.clock.EffectiveTime;

/**
 * Whether one thing is in, when writes win: it is while some write of it is followed by no removal.
 * A removal that says what it observed leaves nothing behind; one that does not leaves its time,
 * for earlier writes that are still to come.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al. 2011, 3.3.5, observed
 *     remove</a>
 */
final class WinningWrites {
  private final Dots writes;
  private EffectiveTime removed;

  WinningWrites() {
    this(new Dots());
  }

  private WinningWrites(Dots writes) {
    this.writes = writes;
  }

  static WinningWrites load(JsonNode saved) {
    WinningWrites loaded = new WinningWrites(Dots.load(saved.get(0)));
    loaded.removed = Saved.time(saved.get(1));
    return loaded;
  }

  WinningWrites copy() {
    WinningWrites copy = new WinningWrites(writes.copy());
    copy.removed = removed;
    return copy;
  }

  ArrayNode save() {
    return JsonNodeFactory.instance.arrayNode(2).add(writes.save()).add(Saved.time(removed));
  }

  boolean isPresent() {
    return !writes.isEmpty();
  }

  /** Whether nothing is remembered. */
  boolean isBlank() {
    return writes.isEmpty() && removed == null;
  }

  /** Whether the write counts: no removal came later. */
  boolean write(Stamp stamp) {
    if (stamp.time().isBefore(removed)) {
      return false;
    }
    writes.add(stamp);
    return true;
  }

  void remove(Origin origin) {
    writes.removeIf(origin::follows);
    if (!origin.observing()) {
      removed = EffectiveTime.later(removed, origin.time());
    }
  }

  boolean isFollowedBy(Origin removal) {
    return writes.allMatch(removal::follows);
  }

  /** Takes away what an enclosing removal passed, also the memory of removals. */
  void forget(EffectiveTime before) {
    writes.removeIf(write -> write.time().isBefore(before));
    if (removed != null && !before.isBefore(removed)) {
      removed = null;
    }
  }
}
