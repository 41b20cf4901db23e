package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.bench.MergeBench;
import io.tidemark.load.bench.MergeBench.Effort;
import io.tidemark.load.bench.MergeReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench merge}: what one write costs under each rule, and one event a whole aggregate. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the merge rules: time, allocation and memory, on a small state and on a large one.",
      "Exit code 1 when one event costs a large aggregate more than 3 times what it costs a small one."
    })
public final class BenchMergeCommand implements Callable<Integer> {
  @Option(names = "--quick", description = "About a minute instead of about six; less exact.")
  private boolean quick;

  @Option(names = "--json", description = "Print the result as one JSON object, last.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ProgressLines progress = new ProgressLines(spec);
    try {
      MergeReport report =
          new MergeBench(
                  quick ? Effort.QUICK : Effort.FULL, what -> progress.accept("measuring " + what))
              .run();
      out.print(report.table());
      if (json) {
        out.println(report.json());
      }
      out.flush();
      return report.holds() ? 0 : CommandFailure.FAILED;
    } catch (RunnerException failure) {
      throw CommandFailure.failed("a benchmark failed: " + failure.getMessage(), failure);
    }
  }
}
