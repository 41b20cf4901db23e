package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code GET /scaling}: how many nodes would be of use, and what the lag is made of. */
public final class ScalingRoutes extends AllDirectives {
  private final Supplier<Optional<JsonNode>> advice;

  /**
   * @param advice the latest one; empty before the node has had a look. Must answer at once
   */
  public ScalingRoutes(Supplier<Optional<JsonNode>> advice) {
    this.advice = advice;
  }

  /** The route. */
  public Route create() {
    return path("scaling", () -> get(() -> complete(answer())));
  }

  private HttpResponse answer() {
    return advice
        .get()
        .map(Answers::json)
        .orElseGet(
            () ->
                Problem.of(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "the broker has not told yet where partitions stand")
                    .addHeader(Problem.retryAfter()));
  }
}
