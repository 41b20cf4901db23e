package io.tidemark.app.command;

/**
 * Ends a command with a message that is meant for its user: it says what is wrong, where, and what
 * to do. The launcher prints the message alone and exits with the code.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit code of work that failed, or of a check that did not hold. */
  public static final int FAILED = 1;

  /** The exit code of wrong usage or configuration. */
  public static final int WRONG_USAGE = 2;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The work failed: exit code 1. */
  public static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message, null);
  }

  /** The work failed because of something that {@code --debug} should show: exit code 1. */
  public static CommandFailure failed(String message, Throwable cause) {
    return new CommandFailure(FAILED, message, cause);
  }

  /** The user asked for something that is not allowed: exit code 2. */
  public static CommandFailure wrongUsage(String message) {
    return new CommandFailure(WRONG_USAGE, message, null);
  }

  /** 1 for work that failed, 2 for wrong usage or configuration. */
  public int exitCode() {
    return exitCode;
  }
}
