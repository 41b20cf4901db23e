package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.clock.EffectiveTime;

/**
 * The earliest and latest write that a summary (a sum, an extreme) is made of. A removal before or
 * after all of them is exact; one between them needs the history, because a summary cannot be taken
 * apart.
 */
final class Span {
  private EffectiveTime forgotten;
  private EffectiveTime earliest;
  private EffectiveTime latest;

  static Span load(JsonNode saved) {
    Span span = new Span();
    span.forgotten = Saved.time(saved.get(0));
    span.earliest = Saved.time(saved.get(1));
    span.latest = Saved.time(saved.get(2));
    return span;
  }

  Span copy() {
    Span copy = new Span();
    copy.forgotten = forgotten;
    copy.earliest = earliest;
    copy.latest = latest;
    return copy;
  }

  ArrayNode save() {
    return JsonNodeFactory.instance
        .arrayNode(3)
        .add(Saved.time(forgotten))
        .add(Saved.time(earliest))
        .add(Saved.time(latest));
  }

  /** Whether a write counts: no removal came later. */
  boolean admits(EffectiveTime time) {
    if (time.isBefore(forgotten)) {
      return false;
    }
    earliest = earliest == null || time.isBefore(earliest) ? time : earliest;
    latest = EffectiveTime.later(latest, time);
    return true;
  }

  /** What a removal does to the summary. */
  Cut forget(EffectiveTime before) {
    forgotten = EffectiveTime.later(forgotten, before);
    if (latest == null || !earliest.isBefore(before)) {
      return Cut.NOTHING;
    }
    if (latest.isBefore(before)) {
      clear();
      return Cut.ALL;
    }
    return Cut.SOME;
  }

  /** Nothing is left of the summary. */
  void clear() {
    earliest = null;
    latest = null;
  }

  /** The removal's reach turned out to be harmless: what is left begins no earlier. */
  void narrow(EffectiveTime earliestLeft) {
    earliest = earliestLeft;
  }

  /** How much of a summary a removal takes away. */
  enum Cut {
    NOTHING,
    SOME,
    ALL
  }
}
