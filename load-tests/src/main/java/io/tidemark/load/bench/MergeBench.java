package io.tidemark.load.bench;

import io.tidemark.domain.merge.MergeRules;
import io.tidemark.load.bench.MergeReport.Cost;
import io.tidemark.load.bench.MergeReport.RuleLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
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
   * How long to measure.
   *
   * @param rounds JVMs for each figure; the median of theirs counts
   * @param warmups iterations before measuring
   * @param iterations measured, each of {@code millis}
   */
  public record Effort(int rounds, int warmups, int iterations, int millis) {
    /** About a minute. */
    public static final Effort QUICK = new Effort(1, 2, 2, 200);

    /** About six minutes. */
    public static final Effort FULL = new Effort(3, 4, 5, 300);
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
    return new MergeReport(settings(), lines, missing, cost(options(AggregateBenchmark.class)));
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
        RetainedMemory.perElement(rule),
        RetainedMemory.perTombstone(rule));
  }

  private Cost cost(ChainedOptionsBuilder options) throws RunnerException {
    double[][] figures = new double[4][effort.rounds()];
    for (int round = 0; round < effort.rounds(); round++) {
      RunResult small = run(options, Size.SMALL);
      RunResult large = run(options, Size.LARGE);
      figures[0][round] = small.getPrimaryResult().getScore();
      figures[1][round] = large.getPrimaryResult().getScore();
      figures[2][round] = allocated(small);
      figures[3][round] = allocated(large);
    }
    return new Cost(median(figures[0]), median(figures[1]), median(figures[2]), median(figures[3]));
  }

  private static RunResult run(ChainedOptionsBuilder options, Size size) throws RunnerException {
    return new Runner(
            new OptionsBuilder().parent(options.build()).param("size", size.name()).build())
        .runSingle();
  }

  private static double allocated(RunResult result) {
    return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
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
        // A heap that never grows, so that no figure includes its growing.
        .jvmArgsAppend("-Xms1g", "-Xmx1g")
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    Runtime runtime = Runtime.getRuntime();
    settings.put(
        "machine",
        runtime.availableProcessors()
            + " processors, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch"));
    settings.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
    settings.put(
        "settings",
        effort.rounds()
            + " JVMs a figure, each "
            + effort.warmups()
            + " + "
            + effort.iterations()
            + " x "
            + effort.millis()
            + " ms; heap 1 GiB; allocation by JMH's gc profiler; kept bytes by heap difference");
    return settings;
  }
}
