package io.tidemark.domain.sequencing;

import io.tidemark.domain.envelope.Event;

/**
 * Where an event may wait. The limit of how many an aggregate holds decides what becomes of it;
 * whether it is in memory must not, for that differs from node to node and after every crash.
 */
public enum Room {
  /** It is held, in memory. */
  IN_MEMORY,
  /** It is held; the journal alone has it, because memory is scarce. */
  ON_SHELF,
  /** It is beyond what is held: the journal alone has it, and it waits for no cause. */
  NONE;

  /**
   * Whether an event may be held without being in memory: one that waits for what its writer had
   * observed has to be at hand.
   */
  public static boolean canBeShelved(Event event) {
    return event.header().observed() == null;
  }
}
