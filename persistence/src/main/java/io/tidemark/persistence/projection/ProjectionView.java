package io.tidemark.persistence.projection;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is asked of a projection's rows. */
public enum ProjectionView {
  /** The rows themselves, page by page. */
  ROWS("sort", "limit", "cursor"),

  /** How many there are: one item, {@code {"count":N}}. */
  COUNT(),

  /** One item for each value of a column: how many rows have it, and totals of other columns. */
  GROUPS("by", "sum", "min", "max", "limit", "cursor");

  private final Set<String> parameters;

  ProjectionView(String... parameters) {
    this.parameters = new LinkedHashSet<>(List.of(parameters));
  }

  /** Parameters that are no conditions; a column of such a name is asked for with {@code .eq}. */
  Set<String> parameters() {
    return Collections.unmodifiableSet(parameters);
  }
}
