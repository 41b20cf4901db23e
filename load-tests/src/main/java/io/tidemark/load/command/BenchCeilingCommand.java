package io.tidemark.load.command;

import io.tidemark.load.compare.Headroom;
import io.tidemark.load.compare.StandardLoad;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench ceiling}: what the hardware and the parts allow, and what is made of it. */
@Command(
    name = "ceiling",
    mixinStandardHelpOptions = true,
    description = {
      "Measure what hardware and parts allow: consume, parse once, write as many rows, "
          + "produce as many bytes, without actors, order or merging; and what Tidemark makes "
          + "of it on the same load."
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

  @Mixin private ResultOption result;

  @Override
  public Integer call() throws Exception {
    Headroom.Report report = Headroom.measure(StandardLoad.of(quick ? 200_000 : 1_000_000), heap);
    result.print(
        "ceiling   %,10.0f events/s%ntidemark  %,10.0f events/s%nratio     %10.2f%n"
            .formatted(report.ceiling(), report.tidemark(), report.ratio()),
        report.json());
    return 0;
  }
}
