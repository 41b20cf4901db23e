package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Saved;
import io.tidemark.domain.merge.Stamp;

/**
 * What the events applied so far say that their writers had observed. An observed event that comes
 * only afterwards (its wait was given up, or numbers only increase) is out of its causal order, and
 * the fields have to be rebuilt. Errs on the safe side; one number per source.
 */
final class Promises {
  private ConsistencyToken observed = ConsistencyToken.NOTHING;
  private EffectiveTime until;

  /** An event is applied whose writer knew something of others. */
  void add(Origin origin) {
    if (origin.observing()) {
      observed = observed.join(origin.context());
    }
    if (!origin.context().equals(ConsistencyToken.NOTHING)) {
      until = EffectiveTime.later(until, origin.time());
    }
  }

  /** Whether an event that was applied already may have observed this one, which was not. */
  boolean cover(Stamp stamp) {
    return stamp.time().isBefore(until)
        && observed.covers(stamp.source(), stamp.sequence(), stamp.time());
  }

  JsonNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(2);
    return saved.add(Saved.token(observed)).add(Saved.time(until));
  }

  static Promises load(JsonNode saved) {
    Promises promises = new Promises();
    promises.observed = Saved.token(saved.get(0));
    promises.until = Saved.time(saved.get(1));
    return promises;
  }
}
