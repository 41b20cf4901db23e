package io.tidemark.app.definition;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with one file, so that its author sees all of it at once. */
final class Problems {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final String file;

  // A set: what an alias repeats is wrong once.
  private final Set<Problem> found = new LinkedHashSet<>();

  // The column of a space in each line that the author did not write.
  private final Map<Integer, Integer> inserted;

  Problems(String file) {
    this(file, Map.of());
  }

  /** Of a text that got these spaces; places are those of the text without them. */
  Problems(String file, Map<Integer, Integer> columnByLine) {
    this.file = file;
    this.inserted = columnByLine;
  }

  void at(Mark mark, String message) {
    int line = mark.getLine() + 1;
    int column = mark.getColumn() + 1;
    at(line, column > inserted.getOrDefault(line, column) ? column - 1 : column, message);
  }

  void at(int line, int column, String message) {
    found.add(new Problem(file, line, column, message));
  }

  void throwIfAny() throws DefinitionException {
    if (!found.isEmpty()) {
      throw new DefinitionException(found.stream().sorted(BY_PLACE).toList());
    }
  }
}
