package io.tidemark.persistence.aggregate;

import io.tidemark.domain.path.Distribution;
import java.util.concurrent.atomic.LongAdder;

/** How many aggregates are in this process's memory, and what reading the others cost. */
public final class AggregateFigures {
  private static final LongAdder RESIDENT = new LongAdder();
  private static final LongAdder FAILED = new LongAdder();
  private static final Distribution RECOVERIES = new Distribution();

  private AggregateFigures() {}

  static void arrived() {
    RESIDENT.increment();
  }

  static void left() {
    RESIDENT.decrement();
  }

  static void recovered(long started) {
    RECOVERIES.record(System.nanoTime() - started);
  }

  static void recoveryFailed() {
    FAILED.increment();
  }

  /** Aggregates in memory, among them those that are just being recovered. */
  public static long resident() {
    return RESIDENT.sum();
  }

  /** Of how many that came to nothing. */
  public static long failedRecoveries() {
    return FAILED.sum();
  }

  /** How long it took to read those that were not in memory, in nanoseconds. */
  public static Distribution recoveries() {
    return RECOVERIES;
  }
}
