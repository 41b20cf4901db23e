package io.tidemark.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.projection.ProjectionView;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AggregateRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String MINE =
      new ConsistencyToken(null, Map.of("eu", 3L)).encode("cart", "c1");

  private static ActorSystem<Void> system;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "aggregates",
            ConfigFactory.parseString(
                    "pekko.loglevel = WARNING, pekko.actor.provider = local,"
                        + " pekko.http.server.request-timeout = 2 s")
                .withFallback(ConfigFactory.load()));
    ApiRoutes routes =
        new ApiRoutes(
            new ApiRoutes.Sources(
                Set.of("cart"),
                AggregateRoutesTest::aggregate,
                new FakeHistories(),
                new EchoingProjections(),
                new ApiRoutesTest.FakeOperations(),
                new ApiRoutesTest.FakeAdministration(),
                Map::of,
                () -> "",
                List.of()),
            Optional.empty(),
            Optional.empty());
    ServerBinding binding =
        HttpServer.start(system, "127.0.0.1", 0, routes.create())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    port = binding.localAddress().getPort();
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Says what it was asked to wait for; large ones have a large state. */
  private static CompletionStage<Optional<AggregateReader.Answer>> aggregate(
      String type, String id, Optional<AwaitedToken> awaited) {
    if (id.startsWith("none")) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (id.equals("behind") && awaited.isPresent()) {
      return CompletableFuture.<Optional<AggregateReader.Answer>>failedFuture(
              new NotIncludedException(awaited.get().timeout()))
          .orTimeout(1, TimeUnit.DAYS);
    }
    if (id.equals("late") && awaited.isPresent()) {
      return new CompletableFuture<Optional<AggregateReader.Answer>>()
          .completeOnTimeout(
              Optional.of(new AggregateReader.Answer(new byte[] {'1'}, "late")),
              awaited.get().timeout().toMillis(),
              TimeUnit.MILLISECONDS);
    }
    var json = JsonNodeFactory.instance.objectNode().put("id", id);
    json.put("waited", awaited.map(a -> a.token().token().vector() + " " + a.timeout()).orElse(""));
    if (id.startsWith("large")) {
      json.put("state", "x".repeat(1 << 18));
    }
    return CompletableFuture.completedFuture(
        Optional.of(
            new AggregateReader.Answer(
                json.toString().getBytes(StandardCharsets.UTF_8), "token-1")));
  }

  private static final class EchoingProjections implements ProjectionReader {
    @Override
    public Map<String, Described> projections() {
      Column column = new Column(JsonPointer.compile("/v"), ColumnType.TEXT, false);
      return Map.of(
          "carts",
          new Described("cart", new ProjectionDefinition("carts", Map.of("v", column))),
          "jobs",
          new Described("cart", new ProjectionDefinition("jobs", Map.of("timeout", column))));
    }

    @Override
    public CompletionStage<Page> query(
        String name,
        ProjectionView view,
        List<Map.Entry<String, String>> parameters,
        Optional<AwaitedToken> awaited) {
      var echo = JsonNodeFactory.instance.objectNode();
      parameters.forEach(parameter -> echo.put(parameter.getKey(), parameter.getValue()));
      echo.put("waits", awaited.map(a -> a.token().id() + " " + a.timeout()).orElse(""));
      return CompletableFuture.completedFuture(new Page(List.of(echo), Optional.empty()));
    }
  }

  @Test
  void goesBackToAVersion() throws Exception {
    HttpResponse<String> response = get("/aggregates/cart/c1?version=3");

    assertEquals(200, response.statusCode());
    assertEquals("{\"version\":3}", response.body());
    assertEquals("\"token-3\"", header(response, "etag"));
    assertProblem(get("/aggregates/cart/c1?version=6"), 404, "version 6");
    assertProblem(get("/aggregates/cart/long?version=6"), 422, "too long");
    HttpResponse<String> busy = get("/aggregates/cart/busy?version=6");
    assertProblem(busy, 503, "too many");
    assertEquals("1", header(busy, "retry-after"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "+1", "1.0", "x", "", "9999999999999999999", "%D9%A1"})
  void takesNoVersionButAVersion(String version) throws Exception {
    assertProblem(get("/aggregates/cart/c1?version=" + version), 400, "version");
    assertProblem(get("/aggregates/cart/c1/events?from=" + version), 400, "from");
    assertProblem(get("/aggregates/cart/c1/events?cursor=" + version), 400, "cursor");
    assertProblem(get("/aggregates/cart/c1/diff?from=" + version), 400, "from");
    assertProblem(get("/aggregates/cart/c1/diff?from=1&to=" + version), 400, "to");
  }

  @Test
  void goesBackToAnInstant() throws Exception {
    assertEquals("{\"version\":2}", get("/aggregates/cart/c1?at=2026-01-01T00:00:02.9Z").body());
    assertEquals(
        "{\"version\":2}", get("/aggregates/cart/c1?at=2026-01-01T01:00:02%2B01:00").body());
    assertProblem(get("/aggregates/cart/c1?at=2025-12-31T00:00:00Z"), 404, "by 2025");
    for (String at : List.of("", "2026-01-01", "2026-01-01T00:00:00", "now", "1767225600")) {
      assertProblem(get("/aggregates/cart/c1?at=" + at), 400, "RFC 3339");
    }
    assertProblem(get("/aggregates/cart/c1?at=2026-01-01T00:00:02Z&version=1"), 400, "exclude");
  }

  @Test
  void pagesThroughTheEvents() throws Exception {
    assertEquals(
        "{\"items\":[{\"version\":2},{\"version\":3}],\"next\":\"4\"}",
        get("/aggregates/cart/c1/events?from=2&limit=2").body());
    assertEquals(
        "{\"items\":[{\"version\":4},{\"version\":5}],\"next\":null}",
        get("/aggregates/cart/c1/events?from=2&limit=2&cursor=4").body());
    assertEquals("{\"items\":[],\"next\":null}", get("/aggregates/cart/c1/events?from=6").body());
    assertProblem(get("/aggregates/cart/none/events"), 404, "ever applied");
    assertProblem(get("/aggregates/cart/c1/events?limit=1001"), 400, "1 to 1000");
    assertProblem(get("/aggregates/unknown/c1/events"), 404, "known: cart");
  }

  @Test
  void comparesVersions() throws Exception {
    assertEquals("{\"from\":1,\"to\":5}", get("/aggregates/cart/c1/diff?from=1").body());
    assertEquals("{\"from\":4,\"to\":2}", get("/aggregates/cart/c1/diff?from=4&to=2").body());
    assertProblem(get("/aggregates/cart/c1/diff"), 400, "from");
    assertProblem(get("/aggregates/cart/c1/diff?from=1&to=6"), 404, "versions");
  }

  @Test
  void readsManyInOneRequest() throws Exception {
    HttpResponse<String> got = get("/aggregates/cart?id=b&id=none&id=a%2Fb&id=b");
    HttpResponse<String> posted = post("/aggregates/cart", "{\"ids\":[\"b\",\"none\",\"a/b\"]}");

    assertEquals(
        "{\"items\":[{\"id\":\"b\",\"waited\":\"\"},{\"id\":\"a/b\",\"waited\":\"\"}],"
            + "\"missing\":[\"none\"],\"next\":null}",
        got.body());
    assertEquals(got.body(), posted.body());
    assertProblem(get("/aggregates/cart"), 400, "1 to 1000");
    assertProblem(get("/aggregates/cart?id="), 400, "empty");
    assertProblem(get("/aggregates/cart?id=a&cursor=1"), 400, "cursor");
    assertProblem(get("/aggregates/cart?id=a&colour=red"), 400, "known: cursor, id");
    assertProblem(get("/aggregates/unknown?id=a"), 404, "known: cart");
    assertProblem(post("/aggregates/cart", "{"), 400, "JSON");
    assertProblem(post("/aggregates/cart", ""), 400, "1 to 1000");
    assertProblem(post("/aggregates/cart", "{\"ids\":[1]}"), 400, "texts");
    assertProblem(post("/aggregates/cart", "[" + "1,".repeat(1 << 20) + "1]"), 413, "long");
  }

  @Test
  void endsAPageOfManyWhenItHasBecomeLong() throws Exception {
    String ids =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"large" + i + "\"")
            .collect(Collectors.joining(",", "{\"ids\":[", "]}"));
    int items = 0;
    String cursor = "?cursor=0";
    while (!cursor.isEmpty()) {
      JsonNode page = ExactJson.mapper().readTree(post("/aggregates/cart" + cursor, ids).body());
      for (JsonNode item : page.get("items")) {
        assertEquals("large" + items++, item.get("id").textValue());
      }
      assertTrue(page.get("items").size() <= 17, "a page of " + page.get("items").size());
      cursor = page.get("next").isNull() ? "" : "?cursor=" + page.get("next").textValue();
    }
    assertEquals(100, items);
  }

  @ParameterizedTest
  @CsvSource({
    "'', PT2S",
    "?timeout=500ms, PT0.5S",
    "?timeout=1.5s, PT1.5S",
    "?timeout=30, PT30S",
    "?timeout=0, PT0S"
  })
  void waitsForATokenAsLongAsItIsTold(String query, Duration timeout) throws Exception {
    assertEquals(
        "{\"id\":\"c1\",\"waited\":\"{eu=3} " + timeout + "\"}",
        get("/aggregates/cart/c1" + query, "Tidemark-Token", MINE).body());
  }

  @Test
  void saysWhatIsWrongWithAToken() throws Exception {
    for (String token : List.of("x", "", "AAAA", "%%%", MINE.substring(0, 9), "\"" + MINE + "\"")) {
      assertProblem(get("/aggregates/cart/c1", "Tidemark-Token", token), 400, "no token");
      assertProblem(get("/projections/carts", "Tidemark-Token", token), 400, "no token");
    }
    assertProblem(
        get("/aggregates/cart/c1", "Tidemark-Token", MINE, "Tidemark-Token", MINE), 400, "one");
    assertProblem(get("/aggregates/cart/c2", "Tidemark-Token", MINE), 400, "of cart c1");
    assertProblem(get("/aggregates/cart/c2/events", "Tidemark-Token", MINE), 400, "of cart c1");
    for (String timeout : List.of("31", "-1", "1m", "", "30.001s", "9999999", "PT1S")) {
      assertProblem(get("/aggregates/cart/c1?timeout=" + timeout), 400, "timeout");
      assertProblem(get("/projections/carts?timeout=" + timeout), 400, "timeout");
    }
  }

  @Test
  void givesUpWithA504() throws Exception {
    String token = new ConsistencyToken(null, Map.of("eu", 3L)).encode();
    for (String path : List.of("", "?version=1", "?at=2026-01-02T00:00:00Z", "/events")) {
      HttpResponse<String> response =
          get("/aggregates/cart/behind" + path, "Tidemark-Token", token);
      assertProblem(response, 504, "2000 ms");
      assertEquals("1", header(response, "retry-after"));
    }
    // Longer than a request may take otherwise.
    assertEquals(
        200, get("/aggregates/cart/late?timeout=2.5s", "Tidemark-Token", token).statusCode());
  }

  @Test
  void handsTheTokenToProjections() throws Exception {
    assertEquals(
        "{\"items\":[{\"v\":\"1\",\"waits\":\"c1 PT3S\"}],\"next\":null}",
        get("/projections/carts?v=1&timeout=3s", "Tidemark-Token", MINE).body());
    assertEquals(
        "{\"items\":[{\"timeout\":\"1m\",\"waits\":\"c1 PT2S\"}],\"next\":null}",
        get("/projections/jobs?timeout=1m", "Tidemark-Token", MINE).body());
  }

  @ParameterizedTest
  @CsvSource({
    "If-None-Match, '\"token-1\"', 304",
    "If-None-Match, 'W/\"token-1\"', 304",
    "If-None-Match, '\"a\", \"token-1\"', 304",
    "If-None-Match, *, 304",
    "If-None-Match, '\"token-2\"', 200",
    "If-Match, '\"token-1\"', 200",
    "If-Match, *, 200",
    "If-Match, '\"token-2\"', 412",
    "If-Match, 'W/\"token-1\"', 412"
  })
  void answersConditionally(String name, String value, int status) throws Exception {
    for (String method : List.of("GET", "HEAD")) {
      HttpResponse<byte[]> response = send(method, "/aggregates/cart/c1", name, value);
      assertEquals(status, response.statusCode());
      assertEquals("\"token-1\"", response.headers().firstValue("etag").orElse(""));
      if (status == 304) {
        assertEquals(0, response.body().length);
      }
    }
    assertEquals(404, get("/aggregates/cart/none", "If-None-Match", "*").statusCode());
  }

  @Test
  void compressesForWhoeverWantsThat() throws Exception {
    HttpResponse<byte[]> response =
        send("GET", "/aggregates/cart/large", "Accept-Encoding", "gzip");

    assertEquals("gzip", response.headers().firstValue("content-encoding").orElse(""));
    // Other bytes than those of the plain answer.
    assertEquals("W/\"token-1\"", response.headers().firstValue("etag").orElse(""));
    assertTrue(response.headers().firstValue("vary").orElse("").contains("Accept-Encoding"));
    assertTrue(response.body().length < 10_000, response.body().length + " bytes");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals("large", ExactJson.mapper().readTree(in).get("id").textValue());
    }
    HttpResponse<String> plain =
        get("/aggregates/cart/c1", "Accept-Encoding", "br, gzip;q=0, identity");
    assertFalse(plain.headers().firstValue("content-encoding").isPresent());
    assertEquals(200, get("/aggregates/cart/c1", "Accept-Encoding", "br").statusCode());
    assertProblem(get("/aggregates/cart/c1", "Accept-Encoding", "br, identity;q=0"), 406, "gzip");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/*;q=0.1, 200",
    "'text/html, */*;q=0.8', 200",
    "text/html, 406",
    "application/xml, 406",
    "'application/json;q=0, */*', 406"
  })
  void answersInAFormThatIsAccepted(String accept, int status) throws Exception {
    HttpResponse<String> response = get("/aggregates/cart/c1", "Accept", accept);

    assertEquals(status, response.statusCode(), response.body());
    if (status == 406) {
      assertProblem(response, 406, "application/json");
    }
    assertEquals(404, get("/aggregates/cart/none", "Accept", accept).statusCode());
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> send(String method, String path, String... header)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path))
            .method(method, BodyPublishers.noBody())
            .header(header[0], header[1])
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail)
      throws Exception {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", header(response, "content-type"));
    JsonNode problem = ExactJson.mapper().readTree(response.body());
    assertEquals(status, problem.path("status").asInt());
    assertTrue(problem.path("detail").asText().contains(detail), response.body());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
