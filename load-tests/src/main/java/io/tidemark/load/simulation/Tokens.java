package io.tidemark.load.simulation;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.load.model.Observed;
import io.tidemark.load.model.Reading;
import java.util.Map;
import java.util.TreeMap;

/** Between what the model knows of consistency tokens and the domain's own. */
final class Tokens {
  private Tokens() {}

  static ConsistencyToken ofDomain(Observed observed) {
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    vector.putAll(observed.vector());
    return new ConsistencyToken(time(observed.clock()), vector);
  }

  /** What an event's writer had observed, by source. */
  static Map<String, Long> observed(Event event) {
    ConsistencyToken token = event.header().observed();
    return token == null ? Map.of() : token.vector();
  }

  static EffectiveTime time(Reading reading) {
    return reading == null
        ? null
        : new EffectiveTime(EffectiveTime.nanos(reading.time()), reading.count());
  }
}
