package io.tidemark.app.command;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.definition.AggregateDefinition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether an aggregates file can be used, and whether the laws of its custom rules hold. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Validates an aggregates file, searches its custom merge rules for broken laws, "
          + "and prints each problem as file:line:column: message."
    },
    footer = ClassPath.HELP)
public final class CheckCommand implements Callable<Integer> {
  private static final int HELD = 0;

  @Spec private CommandSpec spec;

  @Option(
      names = "--aggregates",
      required = true,
      paramLabel = "FILE",
      description = "The aggregates file.")
  private Path file;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "What the random histories for custom rules are made from (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The longest search for each custom rule (default: ${DEFAULT-VALUE}).")
  private long limit;

  /** 0 when the file can be used, 1 when a law does not hold, 2 when the file is wrong. */
  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandFailure.wrongUsage("--limit is 1 second or more, not " + limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      AggregatesFile.load(file).forEach(definition -> out.println(describe(definition)));
      out.flush();
    } catch (DefinitionException e) {
      return report(e, CommandFailure.WRONG_USAGE);
    }
    RuleInspection inspection = new RuleInspection(seed, Duration.ofSeconds(limit), out, err);
    try {
      AggregatesFile.inspectRules(file, inspection::problems);
      return HELD;
    } catch (DefinitionException e) {
      return report(e, CommandFailure.FAILED);
    }
  }

  private int report(DefinitionException failure, int exitCode) {
    PrintWriter err = spec.commandLine().getErr();
    failure.problems().forEach(err::println);
    err.flush();
    return exitCode;
  }

  private static String describe(AggregateDefinition definition) {
    return "%s: topics %s; fields %s; event types %s; projections %s; emits %s"
        .formatted(
            definition.type(),
            list(definition.topics()),
            list(definition.state().keySet()),
            list(definition.events().keySet()),
            list(definition.projections().keySet()),
            definition.emit().topic());
  }

  private static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
