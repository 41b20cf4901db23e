package io.tidemark.load.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.compare.GrowthPlot;
import io.tidemark.load.compare.GrowthRun;
import io.tidemark.load.compare.GrowthRun.Curve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench growth}: throughput as the work grows. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the throughput as one thing grows: aggregates, events of an aggregate, "
          + "size of an event, writers of an aggregate, events that have to be held. All "
          + "final states are verified."
    })
public final class BenchGrowthCommand implements Callable<Integer> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "300000",
      description = "Events that are measured at each point. Default: ${DEFAULT-VALUE}.")
  private int events;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "2g",
      description = "The node's heap. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(names = "--plot", paramLabel = "FILE", description = "Also draw the curves, as SVG.")
  private Path plot;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (events < 10_000) {
      throw CommandFailure.wrongUsage("--events is 10000 or more");
    }
    List<Curve> curves = new GrowthRun(events, heap, new ProgressLines(spec)).run();
    if (plot != null) {
      Files.writeString(plot, GrowthPlot.svg(curves));
    }
    StringBuilder table = new StringBuilder();
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Curve curve : curves) {
      ObjectNode one = json.addObject().put("what", curve.what());
      ArrayNode points = one.putArray("points");
      table.append("%n%-40s %12s%n".formatted(curve.what(), "events/s"));
      curve
          .points()
          .forEach(
              point -> {
                table.append("%,40d %,12.0f%n".formatted(point.at(), point.eventsPerSecond()));
                points
                    .addObject()
                    .put("at", point.at())
                    .put("eventsPerSecond", Math.round(point.eventsPerSecond()));
              });
    }
    result.print(table.toString(), json);
    return 0;
  }
}
