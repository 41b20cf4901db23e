package io.tidemark.load.bench;

import io.tidemark.domain.merge.MergeRules;
import io.tidemark.load.bench.MergeReport.Cost;
import io.tidemark.load.bench.MergeReport.Kept;
import io.tidemark.load.bench.MergeReport.RuleLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures every rule and the whole aggregate by JMH, a JVM of its own for each, small and large
 * states by turns, so that what disturbs the machine for a while disturbs both.
 */
public final class MergeBench {
  private static final List<String> RULES =
      List.of(
          "lww",
          "mv",
          "counter",
          "g-counter",
          "set",
          "rw-set",
          "g-set",
          "map",
          "flag",
          "dw-flag",
          "max",
          "min",
          "rank",
          "log",
          "custom");

  private final Effort effort;
  private final Consumer<String> progress;

  /**
   * How long to measure. The figure is the quickest quarter's slowest iteration: what else runs on
   * a machine only ever adds to the time.
   *
   * @param rounds JVMs for each figure
   * @param warmups iterations before measuring
   * @param iterations measured
   * @param millis the length of an iteration
   */
  public record Effort(int rounds, int warmups, int iterations, int millis) {
    /** About a minute. */
    public static final Effort QUICK = new Effort(1, 10, 12, 50);

    /** About six minutes. */
    public static final Effort FULL = new Effort(3, 20, 30, 50);
  }

  /**
   * @param progress is told what is being measured
   */
  public MergeBench(Effort effort, Consumer<String> progress) {
    this.effort = effort;
    this.progress = progress;
  }

  /**
   * Measures all.
   *
   * @throws RunnerException when a benchmark fails
   */
  public MergeReport run() throws RunnerException {
    // The lock would make this fail where someone else's benchmark once ran in the same folder.
    System.setProperty("jmh.ignoreLock", "true");
    List<RuleLine> lines = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String rule : RULES) {
      if (MergeRules.find(rule).isPresent()) {
        progress.accept(rule);
        lines.add(line(rule));
      } else {
        missing.add(rule);
      }
    }
    progress.accept("a whole aggregate");
    return new MergeReport(settings(), lines, missing, aggregate("false"), aggregate("true"));
  }

  private RuleLine line(String rule) throws RunnerException {
    Shape shape = Shape.of(rule);
    Cost cost = cost(options(FieldBenchmark.class).param("rule", rule));
    return new RuleLine(
        rule,
        shape.unit(),
        shape.count(Size.SMALL),
        shape.count(Size.LARGE),
        cost,
        new Kept(
            RetainedMemory.perElement(rule),
            RetainedMemory.perTombstone(rule, false),
            RetainedMemory.perTombstone(rule, true)));
  }

  private Cost aggregate(String custom) throws RunnerException {
    return cost(options(AggregateBenchmark.class).param("custom", custom));
  }

  private Cost cost(ChainedOptionsBuilder options) throws RunnerException {
    Samples small = new Samples();
    Samples large = new Samples();
    for (int round = 0; round < effort.rounds(); round++) {
      small.add(run(options, Size.SMALL));
      large.add(run(options, Size.LARGE));
    }
    return new Cost(
        Samples.median(small.nanos),
        Samples.median(large.nanos),
        Samples.median(small.bytes),
        Samples.median(large.bytes));
  }

  /** What the iterations measured. */
  private static final class Samples {
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    void add(RunResult result) {
      for (BenchmarkResult benchmark : result.getBenchmarkResults()) {
        for (IterationResult iteration : benchmark.getIterationResults()) {
          nanos.add(iteration.getSecondaryResults().get(ThreadTimeProfiler.TIME).getScore());
          bytes.add(iteration.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        }
      }
    }

    static double median(List<Double> figures) {
      List<Double> sorted = new ArrayList<>(figures);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }
  }

  private static RunResult run(ChainedOptionsBuilder options, Size size) throws RunnerException {
    return new Runner(
            new OptionsBuilder().parent(options.build()).param("size", size.name()).build())
        .runSingle();
  }

  private ChainedOptionsBuilder options(Class<?> benchmark) {
    TimeValue time = TimeValue.milliseconds(effort.millis());
    return new OptionsBuilder()
        .include("^" + benchmark.getName() + "\\.")
        .forks(1)
        .warmupIterations(effort.warmups())
        .warmupTime(time)
        .measurementIterations(effort.iterations())
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .addProfiler(ThreadTimeProfiler.class)
        // A heap that never grows, so that no figure includes its growing.
        .jvmArgsAppend("-Xms1g", "-Xmx1g")
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = Surroundings.describe();
    settings.put(
        "settings",
        effort.rounds()
            + " JVMs a figure, each "
            + effort.warmups()
            + " + "
            + effort.iterations()
            + " x "
            + effort.millis()
            + " ms, median of the thread's processor time; heap 1 GiB; allocation by JMH's gc profiler; kept bytes by heap difference");
    return settings;
  }
}
