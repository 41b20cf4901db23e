package io.tidemark.domain.laws;

import java.util.List;

/**
 * A history for which a law does not hold.
 *
 * @param detail what a call did wrong; empty when the outcomes say it all
 */
record Breach(Law law, String detail, History history, List<Outcome> outcomes) {
  Breach {
    outcomes = List.copyOf(outcomes);
  }

  /** The events that the outcomes are about; a bit for each. */
  long involved() {
    long bits = 0;
    for (Outcome outcome : outcomes) {
      for (int index : outcome.order()) {
        bits |= 1L << index;
      }
    }
    return bits;
  }
}
