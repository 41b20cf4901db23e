package io.tidemark.load.simulation;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import io.tidemark.load.model.Observed;
import io.tidemark.load.model.Reading;
import java.util.Map;

/** Between what the model knows of consistency tokens and the domain's own. */
final class Tokens {
  private Tokens() {}

  static EffectiveTime ofDomain(Observed observed) {
    return time(observed.clock());
  }

  /** What an event's writer had observed, by source. */
  static Map<String, Long> observed(Event event) {
    return Map.of();
  }

  static EffectiveTime time(Reading reading) {
    return reading == null
        ? null
        : new EffectiveTime(EffectiveTime.nanos(reading.time()), reading.count());
  }
}
