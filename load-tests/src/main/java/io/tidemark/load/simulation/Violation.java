package io.tidemark.load.simulation;

/** A promise that an aggregate broke; the message says which, with its numbers. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
