package io.tidemark.load.command;

import io.tidemark.load.compare.Comparison;
import io.tidemark.load.compare.StandardLoad;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench compare}: throughput against Kafka Streams. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare the throughput with that of Kafka Streams (exactly-once v2, RocksDB) on the same work.",
      "Both run by turns, each on a broker and a database of its own; all final states are verified."
    })
public final class BenchCompareCommand implements Callable<Integer> {
  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events measured in each round. Default: 1000000, with --quick 200000.")
  private Integer events;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Events before these, of other aggregates. Default: half of --events.")
  private Integer warmUp;

  @Option(
      names = "--aggregates",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Aggregates that they are about. Default: ${DEFAULT-VALUE}.")
  private int aggregates;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, in each of which both run. Default: 3, with --quick 1.")
  private Integer rounds;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "230",
      description =
          "Bytes of an event's data. Default: ${DEFAULT-VALUE} (about 300 with the rest).")
  private int size;

  @Option(
      names = "--skew",
      paramLabel = "KIND",
      defaultValue = "uniform",
      description = "How events are spread over aggregates: uniform or zipf. Default: uniform.")
  private Skew skew;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "2g",
      description = "The heap of each of the two. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides the events. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--quick", description = "One round of a fifth; says less.")
  private boolean quick;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  /** How events are spread over aggregates. */
  private enum Skew {
    uniform,
    zipf
  }

  @Override
  public Integer call() throws Exception {
    int measured = events != null ? events : quick ? 200_000 : 1_000_000;
    int turns = rounds != null ? rounds : quick ? 1 : 3;
    require("--events", measured);
    require("--aggregates", aggregates);
    require("--rounds", turns);
    StandardLoad load =
        new StandardLoad(
            measured,
            warmUp != null ? Math.max(0, warmUp) : measured / 2,
            aggregates,
            StandardLoad.PARTITIONS,
            StandardLoad.WINDOW,
            StandardLoad.DUPLICATES_PERCENT,
            size,
            1,
            skew == Skew.zipf,
            seed);
    Comparison.Report report = new Comparison(load, turns, heap, new ProgressLines(spec)).run();
    result.print(report.table(), report.json());
    return 0;
  }

  private void require(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " takes a whole number of 1 or more, not " + value);
    }
  }
}
