package io.tidemark.persistence.projection;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.LinkedHashMap;
import java.util.Map;

/** A projection with a column of every type, each named after it. */
final class Definitions {
  private Definitions() {}

  static ProjectionDefinition everyType(String name) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (ColumnType type : ColumnType.values()) {
      String column = "a " + ColumnText.sqlName(type);
      columns.put(column, column("/" + ColumnText.sqlName(type), type, true));
    }
    return new ProjectionDefinition(name, columns);
  }

  static ProjectionDefinition carts() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("customer", column("/customer", ColumnType.TEXT, true));
    columns.put("status", column("/status", ColumnType.TEXT, false));
    columns.put("points", column("/points", ColumnType.NUMERIC, true));
    columns.put("open", column("/open", ColumnType.BOOLEAN, false));
    columns.put("raw", column("/raw", ColumnType.JSONB, false));
    return new ProjectionDefinition("carts", columns);
  }

  static Column column(String from, ColumnType type, boolean index) {
    return new Column(JsonPointer.compile(from), type, index);
  }
}
