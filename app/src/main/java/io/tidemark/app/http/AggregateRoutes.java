package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /aggregates/TYPE/ID}: one aggregate, from the aggregate itself. */
final class AggregateRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateRoutes.class);

  private final Set<String> types;
  private final AggregateReader reader;

  AggregateRoutes(Set<String> types, AggregateReader reader) {
    this.types = new TreeSet<>(types);
    this.reader = reader;
  }

  Route create() {
    return path(
        segment("aggregates").slash(segment()).slash(segment()),
        (type, id) ->
            get(() -> extractRequest(request -> completeWithFuture(answer(request, type, id)))));
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request, String type, String id) {
    QueryParameters.of(request, Set.of());
    if (!types.contains(type)) {
      String known = types.isEmpty() ? "there are none" : "known: " + String.join(", ", types);
      return CompletableFuture.completedFuture(
          Problem.of(StatusCodes.NOT_FOUND, "unknown aggregate type " + type + "; " + known));
    }
    return reader
        .read(type, id)
        .handle((found, failure) -> failure == null ? found(found, type, id) : failed(failure));
  }

  private static HttpResponse found(
      Optional<AggregateReader.Answer> found, String type, String id) {
    if (found.isEmpty()) {
      return Problem.of(
          StatusCodes.NOT_FOUND, "no event of " + type + " " + id + " was ever applied or held");
    }
    AggregateReader.Answer answer = found.get();
    return Answers.json(answer.json())
        .addHeader(ETag.create(EntityTag.create(answer.token(), false)));
  }

  private static HttpResponse failed(Throwable failure) {
    Throwable cause = Answers.unwrapped(failure);
    if (cause instanceof InvalidRequestException || cause instanceof TimeoutException) {
      return Answers.failure(cause);
    }
    LOG.warn("An aggregate could not be read: {}", cause.toString());
    return Problem.passing(
        StatusCodes.SERVICE_UNAVAILABLE, "the aggregate cannot answer now; try again");
  }
}
