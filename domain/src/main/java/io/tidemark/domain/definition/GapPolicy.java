package io.tidemark.domain.definition;

import java.time.Duration;

/**
 * What happens while numbers are missing.
 *
 * @param waiting how long a gap may stay open before {@code then} takes effect
 * @param then skip the missing numbers, or keep waiting
 * @param hold the most events that one aggregate holds in memory, 1 or more; further ones wait in
 *     the journal
 */
public record GapPolicy(Duration waiting, Then then, int hold) {
  /** What follows the wait. */
  public enum Then {
    SKIP,
    WAIT
  }
}
