package io.tidemark.domain.aggregate;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Stamp;

/** Reads an event's place in time and cause off the event and its source's previous one. */
final class Timing {
  private Timing() {}

  /**
   * Where an event stands.
   *
   * @param source its source's name, one copy for all its events, because states keep it
   * @param clock the effective time of its source's previous event; null at its first
   * @param context what its source had observed by then
   */
  static Origin next(Event event, String source, EffectiveTime clock, ConsistencyToken context) {
    ConsistencyToken token = event.header().observed();
    EffectiveTime behind = token == null ? clock : EffectiveTime.later(clock, token.clock());
    EffectiveTime time = EffectiveTime.next(event.header().time(), behind);
    return new Origin(
        new Stamp(time, source, event.sequence()),
        token != null,
        token == null ? context : context.join(token));
  }
}
