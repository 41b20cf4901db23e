package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a table's rows were made of, as the text that stands as its comment: the topic, and each
 * column with its type, index and place in the state.
 */
final class TableSignature {
  private static final String HEAD = "Tidemark projection 1 of topic ";
  private static final Pattern COLUMN =
      Pattern.compile("([^:]+): (\\w+)( indexed(?: by content)?)? from (.*)");

  private TableSignature() {}

  static String of(ProjectionDefinition definition, String topic) {
    StringBuilder signature = new StringBuilder(HEAD + topic);
    for (Map.Entry<String, Column> entry : definition.columns().entrySet()) {
      Column column = entry.getValue();
      signature
          .append("\n")
          .append(entry.getKey())
          .append(": ")
          .append(ColumnText.sqlName(column.type()))
          .append(column.index() ? " " + kind(column) : "")
          .append(" from ")
          .append(column.from());
    }
    return signature.toString();
  }

  /** A table with an index of another kind is made anew. */
  private static String kind(Column column) {
    return column.type() == ColumnType.JSONB ? "indexed by content" : "indexed";
  }

  /**
   * The definition that a table was made by.
   *
   * @return empty when it was made from another topic, or the text is none of ours
   */
  static Optional<ProjectionDefinition> read(String name, String topic, String signature) {
    List<String> lines = signature == null ? List.of() : List.of(signature.split("\n"));
    if (lines.isEmpty() || !lines.get(0).equals(HEAD + topic)) {
      return Optional.empty();
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      Matcher matcher = COLUMN.matcher(line);
      Optional<ColumnType> type = matcher.matches() ? type(matcher.group(2)) : Optional.empty();
      if (type.isEmpty() || !isPointer(matcher.group(4))) {
        return Optional.empty();
      }
      columns.put(
          matcher.group(1),
          new Column(JsonPointer.compile(matcher.group(4)), type.get(), matcher.group(3) != null));
    }
    return Optional.of(new ProjectionDefinition(name, columns));
  }

  private static Optional<ColumnType> type(String name) {
    return Arrays.stream(ColumnType.values())
        .filter(type -> ColumnText.sqlName(type).equals(name))
        .findFirst();
  }

  private static boolean isPointer(String text) {
    return text.isEmpty() || text.startsWith("/");
  }
}
