package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionQuery.QueryColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The columns of a projection that queries may name: the file's, and those every one has. */
final class ProjectionColumns {
  private final Map<String, QueryColumn> columns = new LinkedHashMap<>();

  private ProjectionColumns(ProjectionDefinition definition) {
    columns.put("id", new QueryColumn("id", ColumnType.TEXT, false));
    columns.put("version", new QueryColumn("version", ColumnType.BIGINT, false));
    columns.put("updated_at", new QueryColumn("updated_at", ColumnType.TIMESTAMPTZ, false));
    definition
        .columns()
        .forEach(
            (name, column) ->
                columns.put(name, new QueryColumn(name, column.type(), column.index())));
  }

  static ProjectionColumns of(ProjectionDefinition definition) {
    return new ProjectionColumns(definition);
  }

  Optional<QueryColumn> find(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /** Their names, for a message. */
  String names() {
    return String.join(", ", columns.keySet());
  }

  /** What a column of that type may be compared by, for a message. */
  static String comparisons(ColumnType type) {
    return Arrays.stream(Comparison.values())
        .filter(comparison -> comparison.takes(type))
        .map(comparison -> "." + comparison.suffix())
        .collect(Collectors.joining(", "));
  }

  List<ProjectionParameter> conditions(ProjectionView view) {
    List<ProjectionParameter> conditions = new ArrayList<>();
    for (QueryColumn column : columns.values()) {
      if (!view.parameters().contains(column.name())) {
        conditions.add(condition(column.name(), column, Comparison.EQUAL));
      }
      for (Comparison comparison : Comparison.values()) {
        if (comparison.takes(column.type())) {
          conditions.add(condition(column.name() + "." + comparison.suffix(), column, comparison));
        }
      }
    }
    return conditions;
  }

  private static ProjectionParameter condition(
      String name, QueryColumn column, Comparison comparison) {
    Optional<ColumnType> type =
        switch (comparison) {
          case IN, PREFIX, CONTAINS -> Optional.empty();
          default -> Optional.of(column.type());
        };
    return new ProjectionParameter(name, type, column.name() + " is " + comparison.meaning());
  }

  List<String> sortable() {
    return columns.values().stream()
        .filter(column -> column.type() != ColumnType.JSONB)
        .map(QueryColumn::name)
        .toList();
  }
}
