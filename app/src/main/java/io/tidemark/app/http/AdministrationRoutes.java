package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What only the bearer of the admin token may ask for. Each act leaves a line in the log. */
final class AdministrationRoutes extends AllDirectives {
  private static final Logger AUDIT = LoggerFactory.getLogger("tidemark.audit");
  private static final Set<String> FILTER =
      Set.of("type", "aggregate", "source", "reason", "limit");

  private final Administration administration;
  private final AdminAuthorization authorization;

  AdministrationRoutes(Administration administration, Optional<String> adminToken) {
    this.administration = administration;
    this.authorization = new AdminAuthorization(adminToken);
  }

  Route create() {
    return concat(
        path(segment("dead-letters").slash("redrive"), () -> post(() -> act(this::redriveMany))),
        path(
            segment("dead-letters").slash(segment()).slash("redrive"),
            id -> post(() -> act(request -> redrive(request, id)))),
        path(
            segment("dead-letters").slash(segment()),
            id -> delete(() -> act(request -> discard(request, id)))),
        path(
            segment("gaps").slash(segment()).slash(segment()).slash("skip"),
            (type, id) -> post(() -> act(request -> skip(request, type, id)))),
        path(
            segment("republish").slash(segment()),
            type ->
                concat(
                    post(() -> act(request -> republish(request, type))),
                    // Whoever may read may see how far it is.
                    get(() -> extractRequest(request -> progress(request, type))))));
  }

  private interface Act {
    CompletionStage<HttpResponse> on(HttpRequest request);
  }

  private Route act(Act act) {
    return extractRequest(
        request ->
            authorization
                .refusal(request)
                .map(this::complete)
                .orElseGet(
                    () -> {
                      String what = request.method().name() + " " + request.getUri();
                      AUDIT.info(what);
                      return completeWithFuture(
                          act.on(request)
                              .exceptionally(Answers::failure)
                              .whenComplete((answer, none) -> AUDIT.info(ended(what, answer))));
                    }));
  }

  private static String ended(String what, HttpResponse answer) {
    return what + ": " + answer.status().intValue();
  }

  private CompletionStage<HttpResponse> redriveMany(HttpRequest request) {
    QueryParameters parameters = QueryParameters.of(request, FILTER);
    return administration
        .redrive(
            new Administration.Filter(
                parameters.text("type"),
                parameters.text("aggregate"),
                parameters.text("source"),
                parameters.text("reason"),
                parameters.limit()))
        .thenApply(AdministrationRoutes::accepted);
  }

  private CompletionStage<HttpResponse> redrive(HttpRequest request, String id) {
    boolean dry = QueryParameters.of(request, Set.of("dryRun")).flag("dryRun");
    return dry
        ? found(administration.rehearse(id), Answers::json, () -> "no dead letter " + id)
        : found(
            administration.redrive(id),
            AdministrationRoutes::accepted,
            () -> "no dead letter " + id);
  }

  private CompletionStage<HttpResponse> discard(HttpRequest request, String id) {
    QueryParameters.of(request, Set.of());
    return found(
        administration.discard(id), AdministrationRoutes::accepted, () -> "no dead letter " + id);
  }

  private CompletionStage<HttpResponse> skip(HttpRequest request, String type, String id) {
    String source =
        QueryParameters.of(request, Set.of("source"))
            .text("source")
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "parameter source is missing: whose numbers are to be skipped"));
    return found(
        administration.skip(type, id, source),
        AdministrationRoutes::accepted,
        () -> "no numbers of " + source + " are missing at " + type + " " + id);
  }

  private CompletionStage<HttpResponse> republish(HttpRequest request, String type) {
    QueryParameters.of(request, Set.of());
    return found(
        administration.republish(type),
        AdministrationRoutes::accepted,
        () -> "unknown aggregate type " + type);
  }

  private Route progress(HttpRequest request, String type) {
    QueryParameters.of(request, Set.of());
    return completeWithFuture(
        found(
                administration.republication(type),
                Answers::json,
                () -> "no " + type + " was ever announced again by order")
            .exceptionally(Answers::failure));
  }

  private static HttpResponse accepted(JsonNode body) {
    return Answers.json(body).withStatus(StatusCodes.ACCEPTED);
  }

  private interface Answer {
    HttpResponse of(JsonNode body);
  }

  private static CompletionStage<HttpResponse> found(
      CompletionStage<Optional<JsonNode>> result, Answer answer, Supplier<String> missing) {
    return result.thenApply(
        found ->
            found
                .map(answer::of)
                .orElseGet(() -> Problem.of(StatusCodes.NOT_FOUND, missing.get())));
  }
}
