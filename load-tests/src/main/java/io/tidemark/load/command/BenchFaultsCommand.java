package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.faults.FaultBench;
import io.tidemark.load.faults.FaultReport;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench faults}: a cluster under load to which a seeded plan of faults happens. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Start a broker, a database and some nodes as processes, feed them, and let things go wrong:",
      "kills, pauses, restarts, cut connections, a full disk. Judge along the way and at the end.",
      "Exit code 1 when anything was lost, applied twice, out of order, divergent or stuck."
    })
public final class BenchFaultsCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the load and the faults. Default: another at each call.")
  private Long seed;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "3",
      description = "How long the load lasts. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes. Default: ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "400",
      description = "Records a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--kinds",
      paramLabel = "KIND",
      split = ",",
      description = "Only these kinds of faults; a wrong name lists them all.")
  private String[] kinds = {};

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "From one fault to the next. Default: as chance has it, some 10 s.")
  private Integer every;

  @Option(
      names = "--without",
      paramLabel = "RULE",
      description = {
        "A control that must fail: nodes that do without dedupe, fencing or offsets.",
      })
  private String without;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep all files, logs among them, in this new folder.")
  private java.nio.file.Path keep;

  @Option(names = "--json", description = "Print the result as one JSON object, last.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    FaultReport report =
        new FaultBench(
                seed == null ? System.nanoTime() % 1_000_000 : seed,
                minutes,
                nodes,
                rate,
                kinds,
                Optional.ofNullable(every),
                Optional.ofNullable(without),
                line -> {
                  out.println(line);
                  out.flush();
                })
            .run(Optional.ofNullable(keep));
    report.table().forEach(out::println);
    report.breaches().forEach(out::println);
    if (json) {
      out.println(report.json());
    }
    out.flush();
    return report.isClean() ? 0 : CommandFailure.FAILED;
  }
}
