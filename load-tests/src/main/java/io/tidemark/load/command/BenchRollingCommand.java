package io.tidemark.load.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.rolling.RollingBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench rolling}: how long aggregates stand still while nodes come and go. */
@Command(
    name = "rolling",
    mixinStandardHelpOptions = true,
    description = {
      "Start three nodes that find each other through a stub of the Kubernetes API; under load"
          + " kill and replace one, replace all one after the other, go from three nodes to one"
          + " and back, and measure for every aggregate how long it stood still. Needs Linux.",
      "Exit code 1 when an event is lost or applied twice, a state differs from the reference"
          + " model or a version goes back, or an aggregate stands still for more than 20 s while"
          + " nodes are asked to leave (25 s when one is killed)."
    })
public final class BenchRollingCommand implements Callable<Integer> {
  private static final double MOST_ASKED = 20;
  private static final double MOST_KILLED = 25;

  /** The shops' half lasts about as long as the steps. */
  private static final int SHOP_SECONDS = 240;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2000",
      description = "Events a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--aggregates",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Aggregates that are measured. Default: ${DEFAULT-VALUE}.")
  private int aggregates;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (rate < 2 || aggregates < 1) {
      throw CommandFailure.wrongUsage("--rate is 2 or more, --aggregates is 1 or more");
    }
    if (!System.getProperty("os.name").equals("Linux")) {
      throw CommandFailure.failed(
          "the nodes cannot have addresses of their own here; this benchmark needs Linux", null);
    }
    RollingBench.Options options =
        new RollingBench.Options(
            rate, aggregates, rate / 2 * SHOP_SECONDS, Duration.ofSeconds(8), RollingBench.NODES);
    ObjectNode report = new RollingBench(options, new ProgressLines(spec)).run();
    StringBuilder table = new StringBuilder();
    double killed = 0;
    double asked = 0;
    for (JsonNode step : report.path("steps")) {
      double longest = step.path("longestSeconds").doubleValue();
      boolean kill = step.path("step").asText().equals("kill");
      killed = kill ? Math.max(killed, longest) : killed;
      asked = kill ? asked : Math.max(asked, longest);
      table.append(
          "%-14s stood still for p50 %.1f s, p99 %.1f s, at most %.1f s; announced again %d%n"
              .formatted(
                  step.path("step").asText(),
                  step.path("p50Seconds").doubleValue(),
                  step.path("p99Seconds").doubleValue(),
                  longest,
                  step.path("announcedAgain").longValue()));
    }
    table.append(
        "%,d events: %d lost, %d applied twice, %d out of order, differences: %s%n"
            .formatted(
                report.path("events").longValue(),
                report.path("lost").longValue(),
                report.path("appliedTwice").longValue(),
                report.path("outOfOrder").longValue(),
                report.path("differences")));
    result.print(table.toString(), report);
    boolean right =
        report.path("lost").longValue() == 0
            && report.path("appliedTwice").longValue() == 0
            && report.path("outOfOrder").longValue() == 0
            && report.path("differences").isEmpty();
    return right && asked <= MOST_ASKED && killed <= MOST_KILLED ? 0 : CommandFailure.FAILED;
  }
}
