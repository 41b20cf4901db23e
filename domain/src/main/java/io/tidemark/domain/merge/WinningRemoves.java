package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.clock.EffectiveTime;

/**
 * Whether one thing is in, when removals win: it is when it was written, and every removal of it is
 * followed by some write. Keeps of each source the latest write and the latest removal that nothing
 * follows yet.
 *
 * @see <a href="https://arxiv.org/abs/1710.04469">Baquero, Almeida, Shoker: Pure Operation-Based
 *     Replicated Data Types, 2017, remove-wins set</a>
 */
final class WinningRemoves {
  private final Dots writes;
  private final Dots removes;
  private EffectiveTime latestUnobserving;

  WinningRemoves() {
    this(new Dots(), new Dots());
  }

  private WinningRemoves(Dots writes, Dots removes) {
    this.writes = writes;
    this.removes = removes;
  }

  static WinningRemoves load(JsonNode saved) {
    WinningRemoves loaded = new WinningRemoves(Dots.load(saved.get(0)), Dots.load(saved.get(1)));
    loaded.latestUnobserving = Saved.time(saved.get(2));
    return loaded;
  }

  ArrayNode save() {
    return JsonNodeFactory.instance
        .arrayNode(3)
        .add(writes.save())
        .add(removes.save())
        .add(Saved.time(latestUnobserving));
  }

  boolean isPresent() {
    return !writes.isEmpty() && removes.isEmpty();
  }

  /** Whether nothing is remembered. */
  boolean isBlank() {
    return writes.isEmpty() && removes.isEmpty();
  }

  void write(Origin origin) {
    removes.removeIf(origin::follows);
    writes.add(origin.stamp());
    if (!origin.observing()) {
      latestUnobserving = EffectiveTime.later(latestUnobserving, origin.time());
    }
  }

  /** A write that observed this removal cannot have come before it; one later by the clock can. */
  void remove(Origin origin) {
    if (!origin.time().isBefore(latestUnobserving)) {
      removes.add(origin.stamp());
    }
  }

  /** Takes away what an enclosing removal passed. */
  void forget(EffectiveTime before) {
    writes.removeIf(write -> write.time().isBefore(before));
    removes.removeIf(remove -> remove.time().isBefore(before));
    if (latestUnobserving != null && latestUnobserving.isBefore(before)) {
      latestUnobserving = null;
    }
  }
}
