package io.tidemark.streams.ingest;

/** Has the path count what only trouble counts. */
public final class CountedTrouble {
  private CountedTrouble() {}

  /** Streams start again, so many times, and a gap is given up. */
  public static void restarts(PathCounters counters, int times) {
    for (int i = 0; i < times; i++) {
      counters.countRestart();
    }
    counters.countGapSkipped();
  }
}
