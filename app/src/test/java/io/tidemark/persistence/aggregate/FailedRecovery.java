package io.tidemark.persistence.aggregate;

/** Has aggregates count what only trouble counts. */
public final class FailedRecovery {
  private FailedRecovery() {}

  /** An aggregate could not be brought into memory. */
  public static void happens() {
    AggregateFigures.recoveryFailed();
  }
}
