package io.tidemark.app.command;

import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.definition.AggregateDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The aggregates file of a command line, with its problems turned into the command's message. */
public final class DefinitionsOption {
  @Option(
      names = "--aggregates",
      required = true,
      paramLabel = "FILE",
      description = "The aggregates file (YAML).")
  private Path file;

  /** The file as it was given. */
  public Path file() {
    return file;
  }

  /**
   * Loads the file.
   *
   * @throws CommandFailure with exit code 2 and one problem a line: {@code file:line:column: what}
   */
  public List<AggregateDefinition> load() {
    try {
      return AggregatesFile.load(file);
    } catch (DefinitionException failure) {
      throw CommandFailure.wrongUsage(
          failure.problems().stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
  }
}
