package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.compare.MemoryRun;
import io.tidemark.load.compare.ResidentsRun;
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
      "Measure what an aggregate in memory needs, and the events per second of a "
          + "million aggregates on a heap that holds 50,000. With --waiting: feed one node as "
          + "fast as a producer can, with aggregates that are poisoned, that have a gap which "
          + "never closes, and of which every record is bad; prints what is left on the heap "
          + "after a full collection, over time. Exit code 1 when the last third of the time "
          + "needs a quarter more than the one before."
    })
public final class BenchMemoryCommand implements Callable<Integer> {
  private static final double MOST_GROWTH = 1.25;

  @Option(names = "--waiting", description = "What waits in memory, instead.")
  private boolean waiting;

  @Option(
      names = "--aggregates",
      paramLabel = "N",
      description = "How many aggregates. Default: 1000000, with --waiting 100.")
  private Integer aggregates;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "1500000",
      description = "Events that they have together. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description = "How long, with --waiting. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "The node's heap, with --waiting. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    int number = aggregates != null ? aggregates : waiting ? 100 : 1_000_000;
    if (minutes < 0.5 || minutes > 600 || number < 1 || (!waiting && events < number)) {
      throw CommandFailure.wrongUsage(
          "--minutes is from 0.5 to 600, --aggregates 1 or more, --events no less than these");
    }
    PrintWriter out = spec.commandLine().getOut();
    return waiting ? waiting(out, number) : residents(out, number);
  }

  private int residents(PrintWriter out, int number) throws Exception {
    ResidentsRun.Report report = new ResidentsRun(number, events, new ProgressLines(spec)).run();
    out.printf("bytes of heap for each aggregate in memory  %,10d%n", report.bytes());
    out.printf("events/s, all aggregates in memory          %,10.0f%n", report.resident());
    out.printf("events/s, %,d on a heap for 50,000   %,10.0f%n", number, report.passing());
    out.flush();
    return 0;
  }

  private int waiting(PrintWriter out, int number) throws Exception {
    List<MemoryRun.Sample> samples =
        new MemoryRun(
                Duration.ofSeconds(Math.round(minutes * 60)), heap, number, new ProgressLines(spec))
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
