package io.tidemark.app.metrics;

import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.tag.TagSet;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * Requests, their answers and how long they took. By the first part of the path, of which only
 * known ones are told apart, so that nobody can make up figures by asking for what is not there.
 */
public final class HttpMetrics extends AllDirectives {
  private static final Set<String> KNOWN =
      Set.of(
          "aggregates",
          "projections",
          "events",
          "gaps",
          "dead-letters",
          "republish",
          "health",
          "metrics",
          "scaling",
          "openapi.json",
          "asyncapi.json");

  /** The path, or the method, of all the rest. */
  private static final String OTHER = "other";

  private static final Set<String> QUERIES = Set.of("aggregates", "projections", "events");

  private final Map<String, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, Histogram> durations = new ConcurrentHashMap<>();

  /**
   * Failures are shown from the beginning, as none: of a figure that begins with the first ones
   * Prometheus cannot tell that it has grown.
   */
  public HttpMetrics() {
    for (String method : List.of("get", OTHER)) {
      KNOWN.forEach(path -> requests(path, method, 5));
      requests(OTHER, method, 5);
    }
  }

  private Counter requests(String path, String method, int hundred) {
    return requests.computeIfAbsent(
        path + " " + method + " " + hundred,
        any ->
            Kamon.counter("tidemark.http.requests", "Requests answered over HTTP")
                .withTags(
                    TagSet.of("path", path)
                        .withTag("method", method)
                        .withTag("status", hundred + "xx")));
  }

  private Histogram durations(String path) {
    return durations.computeIfAbsent(
        path,
        any ->
            Kamon.histogram(
                    "tidemark.http.duration",
                    "How long answers took",
                    MeasurementUnit.time().nanoseconds())
                .withTags(TagSet.of("path", path)));
  }

  /** The same route, with its answers counted. */
  public Route measured(Route route) {
    return extractRequest(
        request -> {
          long started = System.nanoTime();
          return mapResponse(response -> count(request, response, started), () -> route);
        });
  }

  /** Takes note of an answer, which it returns. */
  public HttpResponse count(HttpRequest request, HttpResponse response, long started) {
    String path = firstPart(request.getUri().path());
    int status = response.status().intValue();
    String method = request.method().name().equals("GET") ? "get" : OTHER;
    requests(path, method, status / 100).increment();
    durations(path).record(System.nanoTime() - started);
    if (QUERIES.contains(path)) {
      Verb.QUERY.done(1, started);
      Verb.QUERY.failed(status >= 500 ? 1 : 0);
      if (Traces.areRecorded()) {
        request
            .getHeader("traceparent")
            .ifPresent(header -> Traces.step(Verb.QUERY, header.value(), started, status >= 500));
      }
    }
    return response;
  }

  private static String firstPart(String path) {
    int end = path.indexOf('/', 1);
    String first = path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
    return KNOWN.contains(first) ? first : OTHER;
  }
}
