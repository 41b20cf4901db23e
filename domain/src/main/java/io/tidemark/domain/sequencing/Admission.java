package io.tidemark.domain.sequencing;

/** What an event's number says of it. */
public enum Admission {
  /** Not seen before: to be journaled, then applied or held. */
  NEW,
  /** Its number was skipped before it came. */
  LATE,
  /** Seen before, or superseded by a newer one where numbers only increase. */
  DUPLICATE,
  /** Below the declared first number. */
  BELOW_START
}
