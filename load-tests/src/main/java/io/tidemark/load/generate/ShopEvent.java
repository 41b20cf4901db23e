package io.tidemark.load.generate;

import io.tidemark.load.model.CloudEvent;

/**
 * An event of the shops and what becomes of it on its way.
 *
 * @param aggregate whose event it is
 * @param event the event itself
 * @param fate when it arrives, if ever
 * @param structured whether it travels in structured content mode, rather than binary
 */
public record ShopEvent(ShopAggregate aggregate, CloudEvent event, Fate fate, boolean structured) {

  /** When an event arrives. */
  public enum Fate {
    /** With the others, though out of order. */
    DELIVERED,
    /** At the very end, when its gap has long been skipped. */
    LATE,
    /** Never. */
    MISSING
  }

  /** The same event at another time. */
  public ShopEvent at(String time) {
    return new ShopEvent(aggregate, event.at(time), fate, structured);
  }

  ShopEvent withFate(Fate other) {
    return new ShopEvent(aggregate, event, other, structured);
  }
}
