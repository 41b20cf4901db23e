package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.compare.MemoryRun;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench memory}: whether a node's memory stays flat where much has to wait. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = {
      "Feed one node as fast as a producer can, with aggregates that are poisoned, that have a gap",
      "which never closes, and of which every record is bad. Prints what is left on the heap after a",
      "full collection, over time. Exit code 1 when the last third of the time needs a quarter more",
      "than the one before."
    })
public final class BenchMemoryCommand implements Callable<Integer> {
  private static final double MOST_GROWTH = 1.25;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description = "How long. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "The node's heap. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (minutes < 0.5 || minutes > 600) {
      throw CommandFailure.wrongUsage("--minutes is from 0.5 to 600");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<MemoryRun.Sample> samples =
        new MemoryRun(Duration.ofSeconds(Math.round(minutes * 60)), heap, new ProgressLines(spec))
            .run();
    double growth = MemoryRun.growth(samples);
    out.printf(
        "%d samples, %d to %d MiB after a full collection; last third %.2f times the one before%n",
        samples.size(),
        samples.stream().mapToLong(MemoryRun.Sample::megabytes).min().orElse(0),
        samples.stream().mapToLong(MemoryRun.Sample::megabytes).max().orElse(0),
        growth);
    out.flush();
    return growth < MOST_GROWTH ? 0 : CommandFailure.FAILED;
  }
}
