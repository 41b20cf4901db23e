package io.tidemark.app.http;

import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.persistence.projection.ProjectionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** A projection and the aggregate type it belongs to. */
  record Described(String aggregateType, ProjectionDefinition definition) {}
}
