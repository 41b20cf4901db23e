package io.tidemark.persistence.projection;

import java.util.Optional;

/**
 * How far one aggregate's row must be before a projection is read.
 *
 * @param id the aggregate
 * @param version the row's least version
 * @param deleted whether the aggregate was deleted at that version: then no row says the same, for
 *     the topic may have forgotten the aggregate before the table was filled
 */
public record RequiredRow(String id, long version, boolean deleted) {

  /** Whether a row of that version, or none, is far enough. */
  public boolean isReached(Optional<Long> found) {
    return found.map(row -> row >= version).orElse(deleted);
  }
}
