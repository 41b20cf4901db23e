package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /dead-letters} and {@code /gaps}: what is missing or failed. */
final class OperationsRoutes extends AllDirectives {
  private static final Set<String> PAGING = Set.of("limit", "cursor");

  private final OperationsReader reader;

  OperationsRoutes(OperationsReader reader) {
    this.reader = reader;
  }

  Route create() {
    return concat(
        list("dead-letters", reader::deadLetters),
        list("gaps", reader::gaps),
        path(
            segment("dead-letters").slash(segment()),
            id ->
                get(() -> extractRequest(request -> completeWithFuture(deadLetter(request, id))))));
  }

  private Route list(String path, PageReader pages) {
    return path(
        path, () -> get(() -> extractRequest(request -> completeWithFuture(page(request, pages)))));
  }

  private static CompletionStage<HttpResponse> page(HttpRequest request, PageReader pages) {
    QueryParameters parameters = QueryParameters.of(request, PAGING);
    return pages
        .read(parameters.limit(), parameters.cursor())
        .handle((page, failure) -> failure == null ? Answers.page(page) : Answers.failure(failure));
  }

  private CompletionStage<HttpResponse> deadLetter(HttpRequest request, String id) {
    QueryParameters.of(request, Set.of());
    return reader
        .deadLetter(id)
        .handle(
            (found, failure) ->
                failure != null
                    ? Answers.failure(failure)
                    : found
                        .map(Answers::json)
                        .orElseGet(
                            () -> Problem.of(StatusCodes.NOT_FOUND, "no dead letter " + id)));
  }

  /** Reads a page of one of the lists. */
  @FunctionalInterface
  private interface PageReader {
    CompletionStage<Page> read(int limit, Optional<String> cursor);
  }
}
