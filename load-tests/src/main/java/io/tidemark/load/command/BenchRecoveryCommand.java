package io.tidemark.load.command;

import io.tidemark.load.compare.RecoveryComparison;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench recovery}: from a kill to states again, against Kafka Streams. */
@Command(
    name = "recovery",
    mixinStandardHelpOptions = true,
    description = {
      "Kill a node (-9) that has 200,000 aggregates, start it on an empty disk while "
          + "100,000 of them get an event, and measure the time to the first state and until "
          + "all are caught up; the same of Kafka Streams (exactly-once v2, RocksDB), whose "
          + "consumers have the same session timeout."
    })
public final class BenchRecoveryCommand implements Callable<Integer> {
  private static final int ACCOUNTS = 200_000;

  @Option(names = "--quick", description = "20,000 aggregates and one round; says less.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each of the two is killed. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "1g",
      description = "The heap of each of the two. Default: ${DEFAULT-VALUE}.")
  private String heap;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    RecoveryComparison.Report report =
        new RecoveryComparison(
                quick ? ACCOUNTS / 10 : ACCOUNTS, quick ? 1 : rounds, heap, new ProgressLines(spec))
            .run();
    result.print(report.table(), report.json());
    return 0;
  }
}
