package io.tidemark.load.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.compare.PoisonComparison;
import io.tidemark.load.compare.StandardLoad;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench poison}: what poisoned aggregates cost the others. */
@Command(
    name = "poison",
    mixinStandardHelpOptions = true,
    description = {
      "The same load by turns: sound, with one aggregate in a hundred poisoned by its "
          + "first event (all its others wait), and with one in a hundred of which every "
          + "record is poisoned. Prints the events per second of the other ninety-nine. Exit "
          + "code 1 when these lose 5 %% or more."
    })
public final class BenchPoisonCommand implements Callable<Integer> {
  private static final double LEAST = 0.95;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Events that are measured. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "2g",
      description = "The node's heap. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (events < 1_000 || rounds < 1) {
      throw CommandFailure.wrongUsage("--events is 1000 or more, --rounds 1 or more");
    }
    ObjectNode report =
        new PoisonComparison(StandardLoad.of(events), rounds, heap, new ProgressLines(spec)).run();
    StringBuilder table = new StringBuilder();
    boolean holds = true;
    for (String kind : new String[] {"sound", "by_first", "wholly"}) {
      double ratio = report.at("/" + kind + "/ratio").doubleValue();
      table.append(
          "%-10s %,10d events/s of the others  %.3f%n"
              .formatted(kind, report.at("/" + kind + "/eventsPerSecond").longValue(), ratio));
      holds &= ratio >= LEAST;
    }
    result.print(table.toString(), report);
    return holds ? 0 : CommandFailure.FAILED;
  }
}
