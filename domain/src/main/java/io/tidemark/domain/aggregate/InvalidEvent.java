package io.tidemark.domain.aggregate;

/** An event that its aggregate's file does not allow; it becomes a dead letter. */
public final class InvalidEvent extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason the stable code, for programs
   * @param message what was wrong, for people
   */
  public InvalidEvent(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
