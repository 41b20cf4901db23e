package io.tidemark.load.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One event decided on and applied by a whole aggregate. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AggregateBenchmark {
  @Param private Size size;

  @Param({"false", "true"})
  private boolean custom;

  /**
   * Warm by count and not by time alone, which on a busy machine is no measure of what was done.
   */
  private static final int WARM_UP = 150_000;

  private AggregateWorkload workload;

  @Setup
  public void fill() {
    workload = AggregateWorkload.of(size, custom);
    for (int i = 0; i < WARM_UP; i++) {
      workload.applyNext();
    }
  }

  @Benchmark
  public long apply() {
    return workload.applyNext();
  }
}
