package io.tidemark.load.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** One event costs a large aggregate about what it costs a small one. */
class CostOfSizeTest {
  private static final int WARM_UP = 60_000;
  private static final int TURNS = 301;
  private static final int EVENTS_A_TURN = 100;

  @Test
  void anEventOfALargeAggregateCostsAtMostThreeTimesThatOfASmallOne() {
    AggregateWorkload small = AggregateWorkload.of(Size.SMALL);
    AggregateWorkload large = AggregateWorkload.of(Size.LARGE);
    time(small, WARM_UP);
    time(large, WARM_UP);
    long[] smalls = new long[TURNS];
    long[] larges = new long[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      smalls[turn] = time(small, EVENTS_A_TURN);
      larges[turn] = time(large, EVENTS_A_TURN);
    }
    double ratio = (double) median(larges) / median(smalls);
    assertTrue(
        ratio <= MergeReport.MAXIMUM_RATIO,
        () -> "an event costs a large aggregate " + ratio + " times what it costs a small one");
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
