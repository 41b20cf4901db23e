package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /aggregates/TYPE/ID}, as it is and as it was, its events and its changes. */
final class AggregateRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateRoutes.class);

  /** What an answer may take beside the wait for a token. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Set<String> types;
  private final AggregateReader reader;
  private final HistoryReader histories;

  AggregateRoutes(Set<String> types, AggregateReader reader, HistoryReader histories) {
    this.types = new TreeSet<>(types);
    this.reader = reader;
    this.histories = histories;
  }

  Route create() {
    return concat(
        path(
            segment("aggregates").slash(segment()).slash(segment()),
            (type, id) -> about(type, id, this::state)),
        path(
            segment("aggregates").slash(segment()).slash(segment()).slash("events"),
            (type, id) -> about(type, id, this::events)),
        path(
            segment("aggregates").slash(segment()).slash(segment()).slash("diff"),
            (type, id) -> about(type, id, this::difference)));
  }

  /** A question about one aggregate. */
  private record Question(HttpRequest request, String type, String id) {
    String name() {
      return type + " " + id;
    }
  }

  private interface Answering {
    CompletionStage<HttpResponse> answer(Question question);
  }

  private Route about(String type, String id, Answering answering) {
    return get(
        () ->
            extractRequest(
                request -> {
                  Route route =
                      completeWithFuture(answer(new Question(request, type, id), answering));
                  return request.getHeader(AwaitedToken.HEADER).isPresent()
                      ? withRequestTimeout(AwaitedToken.LONGEST.plus(MARGIN), () -> route)
                      : route;
                }));
  }

  private CompletionStage<HttpResponse> answer(Question question, Answering answering) {
    if (!types.contains(question.type())) {
      return CompletableFuture.completedFuture(unknownType(types, question.type()));
    }
    return answering
        .answer(question)
        .handle((response, failure) -> failure == null ? response : failed(failure));
  }

  static HttpResponse unknownType(Set<String> types, String type) {
    String known = types.isEmpty() ? "there are none" : "known: " + String.join(", ", types);
    return Problem.of(StatusCodes.NOT_FOUND, "unknown aggregate type " + type + "; " + known);
  }

  private CompletionStage<HttpResponse> state(Question question) {
    QueryParameters parameters =
        QueryParameters.of(question.request(), Set.of("version", "at", AwaitedToken.TIMEOUT));
    OptionalLong version = parameters.version("version");
    Optional<Instant> at = parameters.text("at").map(AggregateRoutes::instant);
    if (version.isPresent() && at.isPresent()) {
      throw new InvalidRequestException("version and at exclude each other");
    }
    Optional<AwaitedToken> awaited = awaited(question, parameters);
    if (version.isPresent()) {
      return after(
          awaited,
          question,
          () -> histories.at(question.type(), question.id(), version.getAsLong()),
          state -> tagged(question, state),
          question.name() + " has not come to version " + version.getAsLong());
    }
    if (at.isPresent()) {
      return after(
          awaited,
          question,
          () -> histories.at(question.type(), question.id(), at.get()),
          state -> tagged(question, state),
          "no event of " + question.name() + " had taken effect by " + at.get());
    }
    return reader
        .read(question.type(), question.id(), awaited)
        .thenApply(
            found ->
                found
                    .map(state -> tagged(question, state))
                    .orElseGet(
                        () ->
                            missing(
                                "no event of " + question.name() + " was ever applied or held")));
  }

  private CompletionStage<HttpResponse> events(Question question) {
    QueryParameters parameters =
        QueryParameters.of(
            question.request(), Set.of("from", "limit", "cursor", AwaitedToken.TIMEOUT));
    OptionalLong from = parameters.version("from");
    long first = parameters.version("cursor").orElse(from.orElse(1));
    int limit = parameters.limit();
    return after(
        awaited(question, parameters),
        question,
        () -> histories.events(question.type(), question.id(), first, limit),
        Answers::page,
        "no event of " + question.name() + " was ever applied");
  }

  private CompletionStage<HttpResponse> difference(Question question) {
    QueryParameters parameters =
        QueryParameters.of(question.request(), Set.of("from", "to", AwaitedToken.TIMEOUT));
    OptionalLong from = parameters.version("from");
    OptionalLong to = parameters.version("to");
    if (from.isEmpty()) {
      throw new InvalidRequestException("parameter from is missing: the version to compare with");
    }
    return after(
        awaited(question, parameters),
        question,
        () -> histories.difference(question.type(), question.id(), from.getAsLong(), to),
        Answers::json,
        question.name() + " has not come to these versions");
  }

  private static Optional<AwaitedToken> awaited(Question question, QueryParameters parameters) {
    return AwaitedToken.of(question.request(), parameters.text(AwaitedToken.TIMEOUT))
        .map(awaited -> awaited.requireOf(question.type(), question.id()));
  }

  /** Asks for the past once the token is included: what is in the aggregate is in the journal. */
  private <T> CompletionStage<HttpResponse> after(
      Optional<AwaitedToken> awaited,
      Question question,
      Supplier<CompletionStage<Optional<T>>> past,
      Function<T, HttpResponse> shown,
      String otherwise) {
    CompletionStage<Optional<T>> found =
        awaited.isEmpty()
            ? past.get()
            : reader
                .read(question.type(), question.id(), awaited)
                .thenCompose(included -> past.get());
    return found.thenApply(it -> it.map(shown).orElseGet(() -> missing(otherwise)));
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noTime) {
      throw new InvalidRequestException(
          "at takes a time with its offset (RFC 3339), such as 2026-01-31T12:00:00Z;"
              + " in a URL the plus sign is %2B");
    }
  }

  private static HttpResponse tagged(Question question, AggregateReader.Answer state) {
    return Conditional.answer(question.request(), Answers.json(state.json()), state.token());
  }

  private static HttpResponse missing(String detail) {
    return Problem.of(StatusCodes.NOT_FOUND, detail);
  }

  static HttpResponse failed(Throwable failure) {
    Throwable cause = Answers.unwrapped(failure);
    if (Answers.isExpected(cause) || cause instanceof TimeoutException) {
      return Answers.failure(cause);
    }
    LOG.warn("An aggregate could not be read: {}", cause.toString());
    return Problem.passing(
        StatusCodes.SERVICE_UNAVAILABLE, "the aggregate cannot answer now; try again");
  }
}
