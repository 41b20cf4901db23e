package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.persistence.projection.ProjectionParameter;
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

  static List<ObjectNode> parameters(ProjectionDefinition projection) {
    List<ObjectNode> parameters = new ArrayList<>();
    for (ProjectionParameter condition : ProjectionParameter.conditions(projection)) {
      parameters.add(
          Parameters.query(condition.name(), asked(condition.type()), condition.condition() + "."));
    }
    List<String> orders = new ArrayList<>();
    for (String column : ProjectionParameter.sortable(projection)) {
      orders.add(column);
      orders.add("-" + column);
    }
    parameters.add(
        Parameters.query(
            "sort",
            Schemas.oneOf(orders).put("default", "id"),
            "A column, with a minus for descending order."));
    return parameters;
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
