package io.tidemark.app.definition;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with one file, so that its author sees all of it at once. */
final class Problems {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final String file;

  // A set: what an alias repeats is wrong once.
  private final Set<Problem> found = new LinkedHashSet<>();

  Problems(String file) {
    this.file = file;
  }

  void at(Mark mark, String message) {
    at(mark.getLine() + 1, mark.getColumn() + 1, message);
  }

  void at(int line, int column, String message) {
    found.add(new Problem(file, line, column, message));
  }

  Optional<DefinitionException> exception() {
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new DefinitionException(found.stream().sorted(BY_PLACE).toList()));
  }
}
