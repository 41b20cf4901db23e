package io.tidemark.app.http;

/** There is too much to do of this kind now. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BusyException(String message) {
    super(message);
  }
}
