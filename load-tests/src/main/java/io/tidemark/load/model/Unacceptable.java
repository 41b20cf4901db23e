package io.tidemark.load.model;

/** An event that its definition does not allow: a dead letter, which never takes effect. */
final class Unacceptable extends Exception {
  private static final long serialVersionUID = 1L;

  Unacceptable() {
    super("not allowed by the definition", null, false, false);
  }
}
