package io.tidemark.app.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.coding.Coder;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.server.UnacceptedResponseEncodingRejection;

/**
 * Everything a node answers over HTTP. Whatever goes wrong inside it leaves as a problem (RFC
 * 9457); what is refused before a request exists, {@link ProblemParsingErrorHandler} answers alike.
 */
public final class ApiRoutes extends AllDirectives {
  private final Sources sources;
  private final ReadAuthorization authorization;
  private final Optional<String> adminToken;

  /**
   * @param sources where the answers come from
   * @param readToken when present, everything but {@code /health/*} asks for it
   * @param adminToken what administration asks for; reads too, where a read token is asked for
   */
  public ApiRoutes(Sources sources, Optional<String> readToken, Optional<String> adminToken) {
    this.sources = sources;
    this.authorization = new ReadAuthorization(readToken, adminToken);
    this.adminToken = adminToken;
  }

  /**
   * Where the answers come from.
   *
   * @param aggregateTypes the known types
   * @param aggregates one aggregate at a time
   * @param histories what aggregates were
   * @param projections the read models
   * @param operations dead letters and gaps
   * @param administration what an operator may do
   * @param readiness whether the node can work
   * @param metrics the metrics in Prometheus' text format
   * @param further routes of other parts, behind the same authorization and error handling
   */
  public record Sources(
      Set<String> aggregateTypes,
      AggregateReader aggregates,
      HistoryReader histories,
      ProjectionReader projections,
      OperationsReader operations,
      Administration administration,
      Readiness readiness,
      Supplier<String> metrics,
      List<Route> further) {
    public Sources {
      aggregateTypes = Set.copyOf(aggregateTypes);
      further = List.copyOf(further);
    }
  }

  /** The route, complete: it rejects nothing and throws nothing. */
  public Route create() {
    Route health = new HealthRoutes(sources.readiness()).create();
    List<Route> guarded = new ArrayList<>();
    guarded.add(new ProjectionRoutes(sources.projections()).create());
    guarded.add(new OperationsRoutes(sources.operations()).create());
    guarded.add(new AdministrationRoutes(sources.administration(), adminToken).create());
    guarded.add(new MetricsRoutes(sources.metrics()).create());
    guarded.addAll(sources.further());
    guarded.add(new BatchRoutes(sources.aggregateTypes(), sources.aggregates()).create());
    Route aggregates =
        new AggregateRoutes(sources.aggregateTypes(), sources.aggregates(), sources.histories())
            .create();
    Route answers = concat(aggregates, guarded.toArray(Route[]::new));
    Route route =
        encodeResponseWith(
                List.of(Coder.NoCoding, Coder.Gzip),
                () -> negotiated(concat(health, guard(answers))))
            .seal(rejections(), exceptions());
    return mapResponse(
        response -> Negotiation.tagged(Problem.ensure(response)),
        () -> withRequestTimeoutResponse(request -> timedOut(), () -> route));
  }

  private Route negotiated(Route inner) {
    return extractRequest(
        request -> mapResponse(response -> Negotiation.accepted(request, response), () -> inner));
  }

  private Route guard(Route inner) {
    return extractRequest(
        request ->
            // A wrong method on a health path is no question of tokens.
            authorization.permits(request) || request.getUri().path().startsWith("/health/")
                ? inner
                : complete(ReadAuthorization.refusal()));
  }

  private static HttpResponse timedOut() {
    return Problem.passing(StatusCodes.SERVICE_UNAVAILABLE, "no answer in time; try again");
  }

  private RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, rejected -> complete(methodNotAllowed(rejected)))
        .handle(
            UnacceptedResponseEncodingRejection.class,
            rejection ->
                complete(
                    Problem.of(StatusCodes.NOT_ACCEPTABLE, "this is answered plain or as gzip")))
        .handle(
            Rejection.class,
            rejection ->
                complete(Problem.of(StatusCodes.BAD_REQUEST, "the request is not accepted")))
        .handleNotFound(
            complete(Problem.of(StatusCodes.NOT_FOUND, "nothing is answered under this path")))
        .build();
  }

  private static HttpResponse methodNotAllowed(List<MethodRejection> rejected) {
    Set<HttpMethod> allowed = new LinkedHashSet<>();
    for (MethodRejection rejection : rejected) {
      allowed.add(rejection.supported());
      if (rejection.supported().equals(HttpMethods.GET)) {
        allowed.add(HttpMethods.HEAD);
      }
    }
    List<String> names = allowed.stream().map(HttpMethod::name).toList();
    return Problem.of(StatusCodes.METHOD_NOT_ALLOWED, "allowed here: " + String.join(", ", names))
        .addHeader(Allow.create(allowed.toArray(HttpMethod[]::new)));
  }

  private ExceptionHandler exceptions() {
    return ExceptionHandler.newBuilder()
        .matchAny(failure -> complete(Answers.failure(failure)))
        .build();
  }
}
