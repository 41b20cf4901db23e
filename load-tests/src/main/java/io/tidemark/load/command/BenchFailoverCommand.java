package io.tidemark.load.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.faults.FailoverBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench failover}: how long aggregates stand still when a node is killed. */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    description = {
      "Kill one of three nodes under load, again and again, and measure for every "
          + "aggregate how long it stood still: from when it had something to do to when the "
          + "next state of it was announced.",
      "Exit code 1 when the 99th percentile is 15 s or more, or the longest 25 s or more."
    })
public final class BenchFailoverCommand implements Callable<Integer> {
  private static final double MOST_P99 = 15;
  private static final double MOST = 25;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many nodes are killed, one after the other. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1000",
      description = "Events a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--aggregates",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Aggregates that they are about. Default: ${DEFAULT-VALUE}.")
  private int aggregates;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (kills < 1 || rate < 1 || aggregates < 1) {
      throw CommandFailure.wrongUsage("--kills, --rate and --aggregates are 1 or more");
    }
    ObjectNode report =
        new FailoverBench(3, aggregates, rate, kills, new ProgressLines(spec)).run();
    double p99 = report.path("p99Seconds").doubleValue();
    double longest = report.path("longestSeconds").doubleValue();
    result.print(
        ("aggregates of a killed node stood still for p50 %.1f s, p99 %.1f s, at most %.1f s;"
                + " those of the others for p99 %.1f s, at most %.1f s%n")
            .formatted(
                report.path("p50Seconds").doubleValue(),
                p99,
                longest,
                report.path("othersP99Seconds").doubleValue(),
                report.path("othersLongestSeconds").doubleValue()),
        report);
    return p99 < MOST_P99 && longest < MOST ? 0 : CommandFailure.FAILED;
  }
}
