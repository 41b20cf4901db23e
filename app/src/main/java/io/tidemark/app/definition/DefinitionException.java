package io.tidemark.app.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An aggregates file that cannot be used; its message is one problem a line. */
public final class DefinitionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Problem> problems;

  DefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = new ArrayList<>(problems);
  }

  /** Everything that is wrong, at least one problem, by line and column. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }
}
