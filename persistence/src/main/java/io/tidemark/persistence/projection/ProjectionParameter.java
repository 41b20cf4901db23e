package io.tidemark.persistence.projection;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.List;
import java.util.Optional;

/**
 * A condition that queries of a projection may name, as its parser takes it.
 *
 * @param name the parameter's name, such as {@code total.gte}
 * @param type what its value must be; empty where it is text of a form of its own
 * @param condition what must hold of a row, for people
 */
public record ProjectionParameter(String name, Optional<ColumnType> type, String condition) {

  /** All conditions on the columns of a projection that a view takes. */
  public static List<ProjectionParameter> conditions(
      ProjectionDefinition definition, ProjectionView view) {
    return ProjectionColumns.of(definition).conditions(view);
  }

  /** The columns that rows may be sorted by, and that may make groups. */
  public static List<String> sortable(ProjectionDefinition definition) {
    return ProjectionColumns.of(definition).sortable();
  }
}
