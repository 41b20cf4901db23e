package io.tidemark.domain.definition;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Map;

/**
 * A read model: one PostgreSQL row per aggregate.
 *
 * @param name the projection's name, unique in the file; also in URLs and the table's name
 * @param columns the columns, in the file's order
 */
public record ProjectionDefinition(String name, Map<String, Column> columns) {

  public ProjectionDefinition {
    columns = Ordered.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param from a pointer into the state
   * @param type its SQL type
   * @param index whether it gets an index
   */
  public record Column(JsonPointer from, ColumnType type, boolean index) {}

  /** The SQL types a column may have; each name in lower case is what the file says. */
  public enum ColumnType {
    TEXT,
    BIGINT,
    INTEGER,
    NUMERIC,
    BOOLEAN,
    TIMESTAMPTZ,
    DATE,
    JSONB
  }
}
