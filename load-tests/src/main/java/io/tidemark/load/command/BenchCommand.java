package io.tidemark.load.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: the benchmarks, one subcommand each. */
@Command(
    name = "bench",
    description = "Run one of the benchmarks.",
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      BenchCeilingCommand.class,
      BenchCompareCommand.class,
      BenchFailoverCommand.class,
      BenchFaultsCommand.class,
      BenchGrowthCommand.class,
      BenchLatencyCommand.class,
      BenchMemoryCommand.class,
      BenchMergeCommand.class,
      BenchPoisonCommand.class,
      BenchQueriesCommand.class,
      BenchRecoveryCommand.class,
      BenchRollingCommand.class,
      BenchSimulationCommand.class,
      BenchTokensCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "bench: which one? Allowed: " + String.join(", ", spec.subcommands().keySet()));
  }
}
