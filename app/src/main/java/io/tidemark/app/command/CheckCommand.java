package io.tidemark.app.command;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.definition.AggregateDefinition;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether an aggregates file can be used, and what it declares. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Validates an aggregates file and prints each problem as file:line:column: message.")
public final class CheckCommand implements Callable<Integer> {
  private static final int HELD = 0;
  private static final int WRONG_FILE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--aggregates",
      required = true,
      paramLabel = "FILE",
      description = "The aggregates file.")
  private Path file;

  /** 0 when the file can be used, 2 when not. */
  @Override
  public Integer call() {
    try {
      PrintWriter out = spec.commandLine().getOut();
      AggregatesFile.load(file).forEach(definition -> out.println(describe(definition)));
      out.flush();
      return HELD;
    } catch (DefinitionException e) {
      PrintWriter err = spec.commandLine().getErr();
      e.problems().forEach(err::println);
      err.flush();
      return WRONG_FILE;
    }
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
