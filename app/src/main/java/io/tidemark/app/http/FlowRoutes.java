package io.tidemark.app.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code GET /events}: the events of a flow. */
public final class FlowRoutes extends AllDirectives {
  private static final Set<String> KNOWN =
      Set.of("correlationid", "id", "type", "from", "to", "limit", "cursor");

  private final FlowReader reader;

  public FlowRoutes(FlowReader reader) {
    this.reader = reader;
  }

  public Route create() {
    return path(
        "events", () -> get(() -> extractRequest(request -> completeWithFuture(answer(request)))));
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    QueryParameters parameters = QueryParameters.of(request, KNOWN);
    FlowReader.Question question =
        new FlowReader.Question(
            parameters.text("correlationid"),
            parameters.text("id"),
            parameters.text("type"),
            time(parameters, "from"),
            time(parameters, "to"));
    if (question.equals(NOTHING)) {
      throw new InvalidRequestException(
          "say which events: one or more of correlationid, id, type, from, to");
    }
    return reader
        .events(question, parameters.limit(), parameters.cursor())
        .handle((page, failure) -> failure == null ? Answers.page(page) : Answers.failure(failure));
  }

  private static final FlowReader.Question NOTHING =
      new FlowReader.Question(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static Optional<Instant> time(QueryParameters parameters, String name) {
    try {
      return parameters.text(name).map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new InvalidRequestException(
          name + " takes a time with its offset, such as 2026-01-31T12:00:00Z");
    }
  }
}
