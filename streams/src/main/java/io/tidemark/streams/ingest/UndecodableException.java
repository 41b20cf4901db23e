package io.tidemark.streams.ingest;

/** A record that cannot become an event: a reason's code, and a sentence for people. */
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UndecodableException(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
