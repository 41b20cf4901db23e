package io.tidemark.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionView;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ActorSystem<Void> system;
  private static int open;
  private static int guarded;
  private static volatile boolean ready = true;

  @BeforeAll
  static void start() throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "routes",
            ConfigFactory.parseString(
                    "pekko.loglevel = WARNING, pekko.actor.provider = local,"
                        + " pekko.http.server.request-timeout = 1 s")
                .withFallback(ConfigFactory.load()));
    open = serve(Optional.empty());
    guarded = serve(Optional.of("read-me"));
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void answersAnAggregateWithItsTokenAsETag() throws Exception {
    HttpResponse<String> response = get("/aggregates/cart/c1");

    assertEquals(200, response.statusCode());
    assertEquals("application/json", header(response, "content-type"));
    assertEquals("\"token-1\"", header(response, "etag"));
    assertEquals("{\"id\":\"c1\",\"points\":1.50}", response.body());
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "%2F, /",
    "%C3%A4%F0%9F%98%80, \u00e4\ud83d\ude00",
    "a+b, a+b",
    "a%20b%3Fc%23d%25, a b?c#d%",
    "a;b=c, a;b=c",
    "%22, '\"'"
  })
  void decodesIds(String path, String id) throws Exception {
    JsonNode body = json(raw("GET", "/aggregates/cart/" + path));

    assertEquals(id, body.path("id").textValue(), body.toString());
  }

  @Test
  void knowsWhatItDoesNotKnow() throws Exception {
    assertProblem(get("/aggregates/unknown/c1"), 404, "cart, order");
    assertProblem(get("/aggregates/cart/none"), 404, "none");
    assertProblem(get("/aggregates/unknown?id=1"), 404, "cart, order");
    assertProblem(get("/aggregates/cart/"), 404, "");
    assertProblem(get("/projections/unknown"), 404, "carts");
    assertProblem(get("/dead-letters/unknown"), 404, "unknown");
    assertProblem(get("/nowhere"), 404, "");
    assertProblem(get("/"), 404, "");
  }

  @Test
  void saysWhenTryingAgainMayHelp() throws Exception {
    HttpResponse<String> broken = get("/aggregates/cart/broken");
    assertProblem(broken, 503, "");
    assertEquals("1", header(broken, "retry-after"));
    HttpResponse<String> slow = get("/aggregates/cart/slow");
    assertProblem(slow, 504, "");
    assertEquals("1", header(slow, "retry-after"));
    assertProblem(get("/aggregates/cart/never"), 503, "in time");
    assertProblem(get("/projections/carts?status=broken"), 503, "database");
    assertProblem(get("/projections/carts?status=cancelled"), 504, "indexed");
  }

  @Test
  void givesNothingOfTheInsideAway() throws Exception {
    for (String path : List.of("/aggregates/cart/throws", "/projections/carts?status=bug")) {
      HttpResponse<String> response = get(path);
      assertProblem(response, 500, "log");
      assertFalse(response.body().contains("secret"), response.body());
    }
  }

  @Test
  void passesQueriesOn() throws Exception {
    HttpResponse<String> response =
        get("/projections/carts?status=A%26B&points.gte=1.5&sort=-points");

    assertEquals(200, response.statusCode());
    assertEquals(
        "{\"items\":[{\"status\":\"A&B\",\"points.gte\":\"1.5\",\"sort\":\"-points\"}],"
            + "\"next\":\"more\"}",
        response.body());
    assertProblem(get("/projections/carts?status=invalid"), 400, "what is allowed");
  }

  @Test
  void listsTheProjections() throws Exception {
    assertEquals(
        "{\"items\":[{\"name\":\"carts\",\"aggregate\":\"cart\",\"status\":\"ready\","
            + "\"lag\":null,\"rebuildingLag\":null,\"columns\":"
            + "[{\"name\":\"status\",\"type\":\"text\",\"indexed\":true}]}],\"next\":null}",
        get("/projections").body());
  }

  @Test
  void pagesThroughOperations() throws Exception {
    assertEquals(
        "{\"items\":[{\"limit\":50,\"cursor\":\"\"}],\"next\":null}", get("/dead-letters").body());
    assertEquals(
        "{\"items\":[{\"limit\":7,\"cursor\":\"x\"}],\"next\":null}",
        get("/gaps?limit=7&cursor=x").body());
    assertEquals("{\"id\":\"a/b\"}", get("/dead-letters/a%2Fb").body());
    assertProblem(get("/gaps?limit=0"), 400, "1 to 1000");
    assertProblem(get("/gaps?limit=1&limit=2"), 400, "twice");
    assertProblem(get("/dead-letters?colour=red"), 400, "cursor, limit");
    assertProblem(get("/aggregates/cart/c1?colour=red"), 400, "at, timeout, version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void namesTheAllowedMethods(String method) throws Exception {
    for (String path : List.of("/aggregates/cart/c1", "/projections", "/health/live", "/gaps")) {
      HttpResponse<String> response = send(open, method, path, Optional.empty());
      assertProblem(response, 405, "GET, HEAD");
      assertEquals("GET, HEAD", header(response, "allow"));
    }
  }

  @Test
  void answersHeadLikeGetWithoutTheBody() throws Exception {
    HttpResponse<String> response = send(open, "HEAD", "/aggregates/cart/c1", Optional.empty());

    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertEquals("\"token-1\"", header(response, "etag"));
    assertEquals("25", header(response, "content-length"));
    assertEquals(404, send(open, "HEAD", "/nowhere", Optional.empty()).statusCode());
  }

  @Test
  void theLongestIdCanBeAskedFor() throws Exception {
    String id = "%E6%BC%A2".repeat(1_000);

    assertEquals(200, get("/aggregates/cart/" + id).statusCode());
  }

  @Test
  void answersMalformedRequestsWithProblems() throws Exception {
    assertProblem(get("/aggregates/cart/" + "x".repeat(20_000)), 414, "");
    assertRawProblem(raw("GET", "/projections/carts?a=%zz"), 400);
    assertRawProblem(raw("GET", "/aggregates/cart/%zz"), 400);
    assertRawProblem(raw("GET", "/aggregates/cart/{}"), 400);
    assertRawProblem(raw("BREW", "/projections"), 501);
    assertRawProblem(
        exchange("GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n"), 431);
    assertRawProblem(exchange("GET / HTTP/9.9\r\n\r\n"), 505);
    assertRawProblem(
        exchange(
            "POST /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Length: 3\r\n\r\nabc"),
        404);
  }

  @Test
  void tellsHealth() throws Exception {
    assertEquals("{\"status\":\"up\"}", get("/health/live").body());
    assertEquals(
        "{\"status\":\"ready\",\"checks\":{\"database\":true}}", get("/health/ready").body());
    ready = false;
    try {
      HttpResponse<String> response = get("/health/ready");
      assertProblem(response, 503, "not ready");
      assertFalse(
          ExactJson.mapper().readTree(response.body()).at("/checks/database").asBoolean(true));
      assertEquals(200, get("/health/live").statusCode());
    } finally {
      ready = true;
    }
  }

  @Test
  void answersMetricsInThePrometheusFormat() throws Exception {
    HttpResponse<String> response = get("/metrics");

    assertEquals("tidemark_events_total 1\n", response.body());
    assertTrue(
        header(response, "content-type").startsWith("text/plain; version=0.0.4"),
        header(response, "content-type"));
  }

  @Test
  void asksForTheReadTokenWhereThereIsOne() throws Exception {
    for (String path : List.of("/aggregates/cart/c1", "/projections", "/metrics", "/nowhere")) {
      HttpResponse<String> refused = send(guarded, "GET", path, Optional.empty());
      assertProblem(refused, 401, "Bearer");
      assertTrue(header(refused, "www-authenticate").startsWith("Bearer"), path);
      assertProblem(send(guarded, "GET", path, Optional.of("Bearer wrong")), 401, "Bearer");
      assertProblem(send(guarded, "GET", path, Optional.of("Bearer ")), 401, "Bearer");
      assertProblem(send(guarded, "GET", path, Optional.of("Basic cmVhZC1tZQ==")), 401, "");
    }
    for (String token : List.of("Bearer read-me", "bearer read-me", "Bearer admin-me")) {
      assertEquals(200, send(guarded, "GET", "/metrics", Optional.of(token)).statusCode(), token);
    }
    assertEquals(200, send(guarded, "GET", "/health/ready", Optional.empty()).statusCode());
    assertEquals(405, send(guarded, "POST", "/health/ready", Optional.empty()).statusCode());
  }

  private static int serve(Optional<String> readToken) throws Exception {
    ApiRoutes routes =
        new ApiRoutes(
            new ApiRoutes.Sources(
                Set.of("cart", "order"),
                ApiRoutesTest::aggregate,
                new FakeHistories(),
                new FakeProjections(),
                new FakeOperations(),
                new FakeAdministration(),
                () -> Map.of("database", ready),
                () -> "tidemark_events_total 1\n",
                List.of()),
            readToken,
            Optional.of("admin-me"));
    ServerBinding binding =
        HttpServer.start(system, "127.0.0.1", 0, routes.create())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return binding.localAddress().getPort();
  }

  private static CompletionStage<Optional<AggregateReader.Answer>> aggregate(
      String type, String id, Optional<AwaitedToken> awaited) {
    return switch (id) {
      case "none" -> CompletableFuture.completedFuture(Optional.empty());
      case "broken" -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
      case "slow" -> CompletableFuture.failedFuture(new TimeoutException("secret"));
      case "throws" -> throw new IllegalStateException("secret");
      case "never" -> new CompletableFuture<>();
      default -> {
        String json =
            "{\"id\":%s,\"points\":1.50}".formatted(JsonNodeFactory.instance.textNode(id));
        yield CompletableFuture.completedFuture(
            Optional.of(
                new AggregateReader.Answer(json.getBytes(StandardCharsets.UTF_8), "token-1")));
      }
    };
  }

  private static final class FakeProjections implements ProjectionReader {
    @Override
    public Map<String, Described> projections() {
      ProjectionDefinition definition =
          new ProjectionDefinition(
              "carts",
              Map.of("status", new Column(JsonPointer.compile("/status"), ColumnType.TEXT, true)));
      return Map.of("carts", new Described("cart", definition));
    }

    @Override
    public CompletionStage<Page> query(
        String name,
        ProjectionView view,
        List<Map.Entry<String, String>> parameters,
        Optional<AwaitedToken> awaited) {
      var echo = JsonNodeFactory.instance.objectNode();
      parameters.forEach(parameter -> echo.put(parameter.getKey(), parameter.getValue()));
      return switch (echo.path("status").asText()) {
        case "invalid" ->
            CompletableFuture.failedFuture(new InvalidRequestException("what is allowed"));
        case "broken" -> CompletableFuture.failedFuture(new SQLException("secret"));
        case "cancelled" -> CompletableFuture.failedFuture(new SQLException("secret", "57014"));
        case "bug" -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
        default -> CompletableFuture.completedFuture(new Page(List.of(echo), Optional.of("more")));
      };
    }
  }

  static final class FakeOperations implements OperationsReader {
    @Override
    public CompletionStage<Page> deadLetters(int limit, Optional<String> cursor) {
      return page(limit, cursor);
    }

    @Override
    public CompletionStage<Optional<JsonNode>> deadLetter(String id) {
      return CompletableFuture.completedFuture(
          id.equals("unknown")
              ? Optional.empty()
              : Optional.of(JsonNodeFactory.instance.objectNode().put("id", id)));
    }

    @Override
    public CompletionStage<Page> gaps(int limit, Optional<String> cursor) {
      return page(limit, cursor);
    }

    private static CompletionStage<Page> page(int limit, Optional<String> cursor) {
      JsonNode item =
          JsonNodeFactory.instance
              .objectNode()
              .put("limit", limit)
              .put("cursor", cursor.orElse(""));
      return CompletableFuture.completedFuture(new Page(List.of(item), Optional.empty()));
    }
  }

  /** Knows of a dead letter named known, and of missing numbers of source s. */
  static final class FakeAdministration implements Administration {
    @Override
    public CompletionStage<Optional<JsonNode>> redrive(String id) {
      return done(id, "redriven");
    }

    @Override
    public CompletionStage<Optional<JsonNode>> rehearse(String id) {
      return done(id, "rehearsed");
    }

    @Override
    public CompletionStage<JsonNode> redrive(Filter filter) {
      return CompletableFuture.completedFuture(
          JsonNodeFactory.instance.objectNode().put("reason", filter.reason().orElse("")));
    }

    @Override
    public CompletionStage<Optional<JsonNode>> discard(String id) {
      return done(id, "discarded");
    }

    @Override
    public CompletionStage<Optional<JsonNode>> skip(String type, String id, String source) {
      return done(source.equals("s") ? "known" : "unknown", "skipped");
    }

    @Override
    public CompletionStage<Optional<JsonNode>> republish(String type) {
      return done(type, "running");
    }

    @Override
    public CompletionStage<Optional<JsonNode>> republication(String type) {
      return done(type, "done");
    }

    private static CompletionStage<Optional<JsonNode>> done(String id, String status) {
      return CompletableFuture.completedFuture(
          id.equals("known")
              ? Optional.of(JsonNodeFactory.instance.objectNode().put("status", status))
              : Optional.empty());
    }
  }

  @Test
  void administrationTakesTheAdminTokenAndNoOther() throws Exception {
    int guarded = serve(Optional.of("read-me"));
    Optional<String> admin = Optional.of("Bearer admin-me");
    assertProblem(
        send(guarded, "POST", "/dead-letters/known/redrive", Optional.of("Bearer read-me")),
        401,
        "admin token");
    assertProblem(send(open, "DELETE", "/dead-letters/known", Optional.empty()), 401, "admin");
    HttpResponse<String> redriven = send(open, "POST", "/dead-letters/known/redrive", admin);
    assertEquals(202, redriven.statusCode());
    assertEquals("{\"status\":\"redriven\"}", redriven.body());
    HttpResponse<String> dry = send(open, "POST", "/dead-letters/known/redrive?dryRun=true", admin);
    assertEquals(200, dry.statusCode());
    assertEquals("{\"status\":\"rehearsed\"}", dry.body());
    assertProblem(
        send(open, "POST", "/dead-letters/known/redrive?dryRun=maybe", admin),
        400,
        "true or false");
    assertProblem(send(open, "POST", "/dead-letters/other/redrive", admin), 404, "no dead letter");
    assertEquals(
        "{\"reason\":\"late\"}",
        send(open, "POST", "/dead-letters/redrive?reason=late", admin).body());
    assertEquals(202, send(open, "DELETE", "/dead-letters/known", admin).statusCode());
    assertEquals(202, send(open, "POST", "/gaps/cart/1/skip?source=s", admin).statusCode());
    assertProblem(send(open, "POST", "/gaps/cart/1/skip?source=t", admin), 404, "missing");
    assertProblem(send(open, "POST", "/gaps/cart/1/skip", admin), 400, "source");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(open, "GET", path, Optional.empty());
  }

  private static HttpResponse<String> send(
      int port, String method, String path, Optional<String> authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, BodyPublishers.noBody());
    authorization.ifPresent(value -> request.header("Authorization", value));
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends a target as it is, which the JDK's client would refuse or change. */
  private static String raw(String method, String target) throws Exception {
    return exchange(method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  private static String exchange(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", open)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      InputStream answers = socket.getInputStream();
      byte[] buffer = new byte[8_192];
      for (int read = answers.read(buffer); read >= 0; read = answers.read(buffer)) {
        received.write(buffer, 0, read);
      }
      return received.toString(StandardCharsets.UTF_8);
    }
  }

  private static JsonNode json(String exchange) throws Exception {
    return ExactJson.mapper().readTree(exchange.substring(exchange.indexOf("\r\n\r\n") + 4));
  }

  private static void assertRawProblem(String exchange, int status) throws Exception {
    assertTrue(exchange.startsWith("HTTP/1.1 " + status + " "), exchange);
    assertTrue(exchange.contains("Content-Type: application/problem+json"), exchange);
    assertEquals(status, json(exchange).path("status").asInt());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail)
      throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", header(response, "content-type"));
    JsonNode problem = ExactJson.mapper().readTree(response.body());
    assertEquals("about:blank", problem.path("type").textValue());
    assertEquals(status, problem.path("status").asInt());
    assertFalse(problem.path("title").asText().isEmpty());
    assertTrue(problem.path("detail").asText().contains(detail), response.body());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
