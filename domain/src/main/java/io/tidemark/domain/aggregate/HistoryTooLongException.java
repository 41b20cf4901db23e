package io.tidemark.domain.aggregate;

/** A history asks for more memory than a question about the past may take. */
public final class HistoryTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HistoryTooLongException(String message) {
    super(message);
  }
}
