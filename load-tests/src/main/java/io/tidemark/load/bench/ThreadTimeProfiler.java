package io.tidemark.load.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time that the benchmark's own thread takes for one operation. Unlike the time that
 * passes it stays the same while other processes, the compiler and the collector want the
 * processors too.
 */
public final class ThreadTimeProfiler implements InternalProfiler {
  /** The name of the figure: nanoseconds per operation. */
  static final String TIME = "thread.time";

  private static final String WORKER = "-jmh-worker-";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "processor time of the benchmark's thread";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = workerTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double perOperation = (double) (workerTime() - before) / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(TIME, perOperation, "ns/op", AggregationPolicy.AVG));
  }

  /** Before the first iteration there is no such thread, and it has taken no time. */
  private long workerTime() {
    long time = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(WORKER)) {
        time += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return time;
  }
}
