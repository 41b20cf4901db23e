package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import java.math.BigDecimal;

/** The values of a row's columns as a query answers them, straight from a state. */
public final class ProjectedValues {
  private ProjectedValues() {}

  /** Adds the value of each column, null where the state has none that the column can hold. */
  public static void add(ObjectNode row, ProjectionDefinition definition, JsonNode state) {
    definition.columns().forEach((name, column) -> row.set(name, value(column, state)));
  }

  private static JsonNode value(Column column, JsonNode state) {
    JsonNode node = state.at(column.from());
    if (node.isMissingNode() || node.isNull()) {
      return ExactJson.mapper().nullNode();
    }
    return ColumnText.fromState(column.type(), node)
        .map(text -> json(column.type(), text))
        .orElseGet(() -> ExactJson.mapper().nullNode());
  }

  private static JsonNode json(ColumnType type, String text) {
    var nodes = ExactJson.mapper().getNodeFactory();
    return switch (type) {
      case TEXT, TIMESTAMPTZ, DATE -> nodes.textNode(text);
      case BIGINT, INTEGER -> nodes.numberNode(Long.parseLong(text));
      case NUMERIC -> nodes.numberNode(new BigDecimal(text));
      case BOOLEAN -> nodes.booleanNode(Boolean.parseBoolean(text));
      case JSONB -> {
        try {
          yield ExactJson.mapper().readTree(text);
        } catch (JsonProcessingException impossible) {
          throw new IllegalStateException("JSON of our own cannot be read", impossible);
        }
      }
    };
  }
}
