package io.tidemark.domain.merge;

/** A value that a merge rule cannot take; the message says what it takes. */
public final class InvalidWrite extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidWrite(String message) {
    super(message, null, false, false);
  }
}
