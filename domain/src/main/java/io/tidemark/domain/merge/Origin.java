package io.tidemark.domain.merge;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;

/**
 * The event that an operation belongs to, and what its writer knew by then.
 *
 * @param stamp which event, and when
 * @param observing whether the event itself says what its writer had observed
 * @param context all that its source had observed up to and with this event, apart from its own
 *     events
 */
public record Origin(Stamp stamp, boolean observing, ConsistencyToken context) {

  /** An event whose source never said what it had observed. */
  public static Origin unobserved(Stamp stamp) {
    return new Origin(stamp, false, ConsistencyToken.NOTHING);
  }

  public EffectiveTime time() {
    return stamp.time();
  }

  /** Whether the writer knew of an earlier operation: its own, or one that it had observed. */
  public boolean hasSeen(Stamp other) {
    return other.time().isBefore(stamp.time()) ? knows(other) : isSameEvent(other);
  }

  /**
   * Whether this comes after an operation that was applied before it. An event that does not say
   * what was observed is taken to come after all that is earlier by the clock.
   */
  public boolean follows(Stamp other) {
    return other.time().isBefore(stamp.time()) ? !observing || knows(other) : isSameEvent(other);
  }

  private boolean knows(Stamp other) {
    return other.source().equals(stamp.source())
        || context.covers(other.source(), other.sequence(), other.time());
  }

  /** A source's clock never stands still, so one time of one source is one event. */
  private boolean isSameEvent(Stamp other) {
    return other.time().equals(stamp.time()) && other.source().equals(stamp.source());
  }
}
