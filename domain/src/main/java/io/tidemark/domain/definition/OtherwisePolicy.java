package io.tidemark.domain.definition;

/** What happens to an event whose type the file does not list. */
public enum OtherwisePolicy {
  /** It takes its place in the sequence and changes nothing. */
  IGNORE,
  DEAD_LETTER,
  /** Every top-level field of its data that the state declares is set by its own rule. */
  PATCH
}
