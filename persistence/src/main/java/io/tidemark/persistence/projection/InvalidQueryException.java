package io.tidemark.persistence.projection;

/** A query that cannot be answered as asked; the message tells its author what is allowed. */
public final class InvalidQueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidQueryException(String message) {
    super(message);
  }
}
