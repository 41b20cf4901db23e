package io.tidemark.load.command;

import io.tidemark.load.compare.LatencyComparison;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench latency}: from event to visible state, against Kafka Streams. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how long it takes from an event to a state with it that a reader of "
          + "committed records sees, at 1,000, 2,000 and 5,000 events a second (open loop), "
          + "and the same of Kafka Streams (exactly-once v2, commit interval 100 ms). Both are fed "
          + "for 150 s at the highest rate before anything is measured."
    })
public final class BenchLatencyCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "Five seconds a rate after ten of warm-up; says less.")
  private boolean quick;

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
    LatencyComparison.Report report =
        new LatencyComparison(
                Duration.ofSeconds(quick ? 10 : 150),
                Duration.ofSeconds(quick ? 5 : 30),
                heap,
                new ProgressLines(spec))
            .run();
    result.print(report.table(), report.json());
    return 0;
  }
}
