package io.tidemark.domain.sequencing;

import io.tidemark.domain.envelope.Position;
import java.time.Instant;

/**
 * A run of missing numbers of one source, with later ones already there.
 *
 * @param source the writer
 * @param from the first missing number
 * @param to the last missing number; below {@code from} when only the first number is undecided
 * @param since when a later number first arrived
 * @param undecidedStart whether this is the wait for a topic's first number ({@code start: first})
 * @param before where the last event that was applied stood; null when there is none, or it is not
 *     in memory
 * @param after where the first event beyond stood; likewise
 * @param waiting how many events of the source wait, or of who waits for it
 */
public record Gap(
    String source,
    long from,
    long to,
    Instant since,
    boolean undecidedStart,
    Position before,
    Position after,
    long waiting) {

  /** Whether it is the same run of the same source. */
  public boolean isSameRun(Gap other) {
    return source.equals(other.source)
        && from == other.from
        && to == other.to
        && undecidedStart == other.undecidedStart;
  }
}
