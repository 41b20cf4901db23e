package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionParameter;
import io.tidemark.persistence.projection.ProjectionView;
import java.util.ArrayList;
import java.util.List;

/** A projection's rows, and the parameters that queries of it take. */
final class ColumnSchemas {
  private ColumnSchemas() {}

  static ObjectNode row(ProjectionDefinition projection) {
    ObjectSchema row =
        new ObjectSchema()
            .with("id", Schemas.text())
            .with("version", Schemas.count())
            .with("updated_at", Schemas.time());
    projection
        .columns()
        .forEach(
            (name, column) ->
                row.with(
                    name,
                    column.type() == ColumnType.JSONB
                        ? Schemas.any()
                        : Schemas.orNull(value(column.type()))));
    return row.json();
  }

  /** The parameters of rows. */
  static List<ObjectNode> ofRows(ProjectionDefinition projection) {
    List<ObjectNode> parameters = conditions(projection, ProjectionView.ROWS);
    parameters.add(
        Parameters.query(
            "sort",
            Schemas.text().put("default", "id"),
            "Columns, separated by commas, each with a minus for descending order: "
                + String.join(", ", ProjectionParameter.sortable(projection))
                + "."));
    return parameters;
  }

  /** The parameters of groups. */
  static List<ObjectNode> ofGroups(ProjectionDefinition projection) {
    List<ObjectNode> parameters = conditions(projection, ProjectionView.GROUPS);
    parameters.add(
        Parameters.query(
                "by",
                Schemas.oneOf(ProjectionParameter.sortable(projection)),
                "The column whose values make the groups.")
            .put("required", true));
    for (String function : List.of("sum", "min", "max")) {
      parameters.add(
          Parameters.query(
              function, Schemas.text(), "Columns to work that out of, separated by commas."));
    }
    return parameters;
  }

  /** The conditions that a view takes. */
  static List<ObjectNode> conditions(ProjectionDefinition projection, ProjectionView view) {
    List<ObjectNode> parameters = new ArrayList<>();
    for (ProjectionParameter condition : ProjectionParameter.conditions(projection, view)) {
      parameters.add(
          Parameters.query(
              condition.name(),
              condition.type().map(ColumnSchemas::asked).orElseGet(Schemas::text),
              condition.condition() + "."));
    }
    return parameters;
  }

  /** A group of rows. */
  static ObjectNode group() {
    ObjectNode totals = Schemas.map(Schemas.any());
    return new ObjectSchema()
        .with("value", Schemas.any())
        .with("count", Schemas.count())
        .maybe("sum", totals)
        .maybe("min", totals)
        .maybe("max", totals)
        .json();
  }

  /** What a parameter's text stands for. */
  private static ObjectNode asked(ColumnType type) {
    return switch (type) {
      // Compared as numbers, whatever the column's range.
      case BIGINT, INTEGER, NUMERIC -> Schemas.number();
      case JSONB -> Schemas.text().put("contentMediaType", "application/json");
      default -> value(type);
    };
  }

  private static ObjectNode value(ColumnType type) {
    return switch (type) {
      case TEXT -> Schemas.text();
      case BIGINT -> Schemas.integer().put("format", "int64");
      case INTEGER -> Schemas.integer().put("format", "int32");
      case NUMERIC -> Schemas.number();
      case BOOLEAN -> Schemas.bool();
      case TIMESTAMPTZ -> Schemas.time();
      case DATE -> Schemas.text().put("format", "date");
      case JSONB -> Schemas.any();
    };
  }
}
