package io.tidemark.persistence.projection;

/**
 * The table was dropped or made anew since the writer was opened. What the writer knows of offsets
 * is worthless now: it must be opened again.
 */
public final class ProjectionReplacedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProjectionReplacedException(String table) {
    super(
        "table " + table + " was dropped or made anew; its projection is read from the beginning");
  }
}
