package io.tidemark.load.bench;

/** How much a state holds before it is measured. */
public enum Size {
  SMALL,
  LARGE
}
