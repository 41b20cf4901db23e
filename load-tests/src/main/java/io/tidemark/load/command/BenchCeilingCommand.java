package io.tidemark.load.command;

import io.tidemark.load.compare.Headroom;
import io.tidemark.load.compare.StandardLoad;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench ceiling}: what the hardware and the parts allow, and what is made of it. */
@Command(
    name = "ceiling",
    mixinStandardHelpOptions = true,
    description = {
      "Measure what hardware and parts allow: consume, parse once, write as many rows, produce as many",
      "bytes, without actors, order or merging; and what Tidemark makes of it on the same load."
    })
public final class BenchCeilingCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "A fifth of the events; says less.")
  private boolean quick;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "2g",
      description = "The heap of each of the two. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(names = "--json", description = "Print the result as one JSON object, last.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Headroom.Report report = Headroom.measure(StandardLoad.of(quick ? 200_000 : 1_000_000), heap);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("ceiling   %,10.0f events/s%n", report.ceiling());
    out.printf("tidemark  %,10.0f events/s%n", report.tidemark());
    out.printf("ratio     %10.2f%n", report.ratio());
    if (json) {
      out.println(report.json());
    }
    out.flush();
    return 0;
  }
}
