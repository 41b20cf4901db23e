package io.tidemark.app.http;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /health/live} and {@code /health/ready}. They ask for no token: probes have none. */
final class HealthRoutes extends AllDirectives {
  private final Readiness readiness;

  HealthRoutes(Readiness readiness) {
    this.readiness = readiness;
  }

  Route create() {
    return concat(
        path(segment("health").slash("live"), () -> get(() -> complete(live()))),
        path(segment("health").slash("ready"), () -> get(() -> complete(ready()))));
  }

  private static HttpResponse live() {
    return Answers.json(JsonNodeFactory.instance.objectNode().put("status", "up"));
  }

  private HttpResponse ready() {
    Map<String, Boolean> checks = new TreeMap<>(readiness.checks());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (!checks.containsValue(false)) {
      body.put("status", "ready");
    }
    ObjectNode listed = body.putObject("checks");
    checks.forEach(listed::put);
    return checks.containsValue(false)
        ? Problem.of(StatusCodes.SERVICE_UNAVAILABLE, "the node is not ready", body)
            .addHeader(Problem.retryAfter())
        : Answers.json(body);
  }
}
