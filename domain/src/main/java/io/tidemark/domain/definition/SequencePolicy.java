package io.tidemark.domain.definition;

/**
 * How sequence numbers of one (aggregate, source) are read.
 *
 * @param mode contiguous, increasing or none
 * @param startsAtFirst contiguous only: the lowest number seen within the gap's wait is the first
 * @param start contiguous only, when not {@code startsAtFirst}: the first number, 0 or more
 */
public record SequencePolicy(Mode mode, boolean startsAtFirst, long start) {
  /** The three ways of counting. */
  public enum Mode {
    CONTIGUOUS,
    INCREASING,
    NONE
  }

  public static SequencePolicy contiguousFrom(long start) {
    return new SequencePolicy(Mode.CONTIGUOUS, false, start);
  }
}
