package io.tidemark.app.http;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.persistence.projection.ProjectionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Answers queries from the projections. */
public interface ProjectionReader {

  /** The projections by name, each with the type of the aggregates it shows. */
  Map<String, Described> projections();

  /**
   * Runs a query; fails with {@link InvalidRequestException} when it is not accepted.
   *
   * @param name one of {@link #projections()}
   * @param view what is asked for; of {@link ProjectionView#COUNT} the page has one item
   * @param parameters the query string's names and values, decoded, in order
   * @param awaited what the rows must include; fails with {@link NotIncludedException} when they do
   *     not in time
   */
  CompletionStage<Page> query(
      String name,
      ProjectionView view,
      List<Map.Entry<String, String>> parameters,
      Optional<AwaitedToken> awaited);

  /** How far one of {@link #projections()} is, as of a moment ago. */
  default Status status(String name) {
    return Status.UNKNOWN;
  }

  /**
   * How far a projection is.
   *
   * @param rebuilding whether a table with the file's columns is being filled beside the present
   * @param lag how many records of its topic are not in the table; empty when that is not known
   * @param rebuildingLag the same of the table that is being filled
   */
  record Status(boolean rebuilding, OptionalLong lag, OptionalLong rebuildingLag) {
    /** Before anybody has looked. */
    public static final Status UNKNOWN =
        new Status(false, OptionalLong.empty(), OptionalLong.empty());
  }

  /** A projection and the aggregate type it belongs to. */
  record Described(String aggregateType, ProjectionDefinition definition) {}
}
