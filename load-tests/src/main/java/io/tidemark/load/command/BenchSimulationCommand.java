package io.tidemark.load.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.simulation.Histories;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench simulation}: random histories of aggregates against the reference model. */
@Command(
    name = "simulation",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate aggregates: random types, events, orders, crashes and skips, without any service.",
      "Every step is checked, and every final state is compared with the reference model.",
      "Exit code 1 when one differs; what is printed then repeats it."
    })
public final class BenchSimulationCommand implements Callable<Integer> {
  private static final long REPORT_EVERY = 10_000;

  @Option(
      names = "--histories",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many histories, each in eight orders. Default: ${DEFAULT-VALUE}.")
  private long histories;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The first world's seed; the others follow. Default: another at each call.")
  private Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many worlds at a time, each on one thread. Default: one per processor.")
  private Integer threads;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "1440",
      description = "When to stop in any case. Default: ${DEFAULT-VALUE}.")
  private long minutes;

  @Option(names = "--json", description = "Print the result as one JSON object, last.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final AtomicLong reported = new AtomicLong();

  @Override
  public Integer call() throws InterruptedException {
    long firstSeed = seed == null ? System.nanoTime() : seed;
    int atATime = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (atATime < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads takes a whole number of 1 or more, not " + threads);
    }
    atATime = (int) Math.min(atATime, histories);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("seed %d, threads: %d%n", firstSeed, atATime);
    out.flush();
    long start = System.nanoTime();
    Histories.Result result =
        new Histories(histories, firstSeed, TimeUnit.MINUTES.toNanos(minutes), this::report)
            .run(atATime);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "%,d histories, %,d steps in %.1f s (%,.0f steps/s)%n",
        result.histories(), result.steps(), seconds, result.steps() / seconds);
    out.println(result.failure().orElse("all as the model wants"));
    if (json) {
      out.println(json(result, firstSeed, atATime, seconds));
    }
    out.flush();
    return result.failure().isPresent() ? CommandFailure.FAILED : 0;
  }

  private static ObjectNode json(
      Histories.Result result, long firstSeed, int threads, double seconds) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("verified", result.failure().isEmpty())
        .put("histories", result.histories())
        .put("steps", result.steps())
        .put("threads", threads)
        .put("stepsPerSecond", Math.round(result.steps() / seconds))
        .put("seed", firstSeed);
  }

  private void report(long done) {
    long before = reported.get();
    if (done - before >= REPORT_EVERY && reported.compareAndSet(before, done)) {
      new ProgressLines(spec).accept("%,d histories".formatted(done));
    }
  }
}
