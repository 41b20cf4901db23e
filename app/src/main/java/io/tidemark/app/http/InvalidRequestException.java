package io.tidemark.app.http;

/** A request that cannot be answered as asked: 400, with the message as its detail. */
public final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and what is allowed; its reader is the one who asked
   */
  public InvalidRequestException(String message) {
    super(message);
  }
}
