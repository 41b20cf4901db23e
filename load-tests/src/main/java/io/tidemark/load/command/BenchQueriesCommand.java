package io.tidemark.load.command;

import io.tidemark.load.queries.QueryBench;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench queries}: how long answers take while events flow in. */
@Command(
    name = "queries",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how long answers take at 3,000 reads of single aggregates and 1,000 "
          + "filtered pages of a projection a second (open loop), while 2,000 events a second "
          + "flow in, after 150 s of warm-up; takes 4 GiB of heap. Ends with 1 when a p99 is 50 ms "
          + "or more, something is refused, or the events do not keep up."
    })
public final class BenchQueriesCommand implements Callable<Integer> {
  @Option(
      names = "--quick",
      description = "10,000 rows and 10 s instead of 100,000 and 60 s; says less.")
  private boolean quick;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    QueryBench.Report report =
        new QueryBench(
                quick ? 10_000 : 100_000,
                Duration.ofSeconds(quick ? 10 : 150),
                Duration.ofSeconds(quick ? 10 : 60),
                new ProgressLines(spec))
            .run();
    result.print(report.table(), report.json());
    return report.holds() ? 0 : 1;
  }
}
