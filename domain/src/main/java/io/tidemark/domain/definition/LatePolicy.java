package io.tidemark.domain.definition;

/** What happens to an event that arrives after its number was skipped. */
public enum LatePolicy {
  FOLD,
  DEAD_LETTER,
  IGNORE
}
