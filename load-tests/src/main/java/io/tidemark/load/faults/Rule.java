package io.tidemark.load.faults;

/** A rule that nodes can be made to do without, so that the harness must find what comes of it. */
enum Rule {
  DEDUPE,
  FENCING,
  OFFSETS;

  /** For the node's JVM; only nodes of this harness take it. */
  String options() {
    return "-Dtidemark.unsafe.without=" + this + " -Dtidemark.unsafe.by=fault-harness";
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
