package io.tidemark.load.command;

import io.tidemark.app.command.CommandFailure;
import io.tidemark.load.queries.TokenBench;
import io.tidemark.load.queries.TokenFigures;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench tokens}: whether a token's reader ever misses what it stands for. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = {
      "Write events and read them back by their tokens, aggregates and rows of a projection, at"
          + " any of three nodes, while the projection is rebuilt for other columns twice, every"
          + " node leaves twice, and one of them dies.",
      "Exit code 1 when an answer lacks its event (is stale)."
    })
public final class BenchTokensCommand implements Callable<Integer> {
  /** What is waited for in place of a token. */
  enum Control {
    /** That the event's offset is committed, and then that the projection has read its topic. */
    position
  }

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many answers are checked, at least. Default: ${DEFAULT-VALUE}.")
  private long reads;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many read side by side. Default: ${DEFAULT-VALUE}.")
  private int readers;

  @Option(
      names = "--control",
      paramLabel = "KIND",
      description =
          "A control that must fail: readers without a token wait for a ${COMPLETION-CANDIDATES}.")
  private Control control;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the nodes' logs in this folder.")
  private Path keep;

  @Mixin private ResultOption result;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (reads < 1 || readers < 1) {
      throw CommandFailure.wrongUsage("--reads and --readers are 1 or more");
    }
    try (TokenBench bench =
        new TokenBench(readers, Optional.ofNullable(keep), new ProgressLines(spec))) {
      TokenFigures figures =
          bench.read(reads, control == Control.position, TokenBench.Trouble.TWO_ROUNDS);
      result.print(figures.table(), figures.json());
      return figures.holds() ? 0 : CommandFailure.FAILED;
    }
  }
}
