package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.List;

/**
 * A condition that queries of a projection may name, as its parser takes it.
 *
 * @param name the parameter's name, such as {@code total.gte}
 * @param type what its value must be
 * @param condition what must hold of a row, for people
 */
public record ProjectionParameter(String name, ColumnType type, String condition) {

  /** All conditions on the columns of a projection. */
  public static List<ProjectionParameter> conditions(ProjectionDefinition definition) {
    return ProjectionQueryParser.conditions(definition);
  }

  /** The columns that rows may be sorted by. */
  public static List<String> sortable(ProjectionDefinition definition) {
    return ProjectionQueryParser.sortable(definition);
  }
}
