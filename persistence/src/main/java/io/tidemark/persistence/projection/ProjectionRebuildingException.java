package io.tidemark.persistence.projection;

/** A query asks for what only the table will have that is being filled beside the present one. */
public final class ProjectionRebuildingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProjectionRebuildingException(String projection) {
    super(
        "projection "
            + projection
            + " is being filled with its new columns; until it is, only the former ones can be"
            + " asked for");
  }
}
