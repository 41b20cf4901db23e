package io.tidemark.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.tidemark.app.contract.Documented;
import io.tidemark.app.contract.TestFiles;
import io.tidemark.app.http.StubNode.Mood;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The server against its own OpenAPI document: whatever is done to each of the operations, the
 * answers are the documented ones, in the documented form; and each documented answer occurs.
 */
class OpenApiConformanceTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Optional<String> ADMIN = Optional.of("Bearer admin-me");
  private static final StubNode NODE = new StubNode(TestFiles.everyRule());
  private static final Documented OPEN_API = new Documented(NODE.openApi());

  private static ActorSystem<Void> system;

  /** Asks for no read token. */
  private static int open;

  private static int guarded;

  /** Has no tokens at all. */
  private static int bare;

  private final Map<String, Set<Integer>> occurred = new LinkedHashMap<>();

  /** One operation of the document. */
  private record Operation(String method, String path, JsonNode json) {
    String name() {
      return method + " " + path;
    }

    /** A request with what it cannot do without. */
    String target() {
      String target = path.replace("{type}", "thing").replace("{id}", "x");
      List<String> needed = new ArrayList<>();
      for (JsonNode parameter : json.path("parameters")) {
        if (parameter.get("in").textValue().equals("query")
            && parameter.path("required").asBoolean()) {
          boolean number = parameter.at("/schema/type").asText().equals("integer");
          needed.add(parameter.get("name").textValue() + (number ? "=1" : "=s"));
        }
      }
      if (path.equals("/events")) {
        needed.add("correlationid=c");
      }
      return needed.isEmpty() ? target : target + "?" + String.join("&", needed);
    }

    Set<Integer> documented() {
      Set<Integer> statuses = new TreeSet<>();
      json.get("responses").fieldNames().forEachRemaining(s -> statuses.add(Integer.valueOf(s)));
      return statuses;
    }
  }

  /** What is done to every operation alike. */
  private record Provocation(
      int port,
      Mood mood,
      Optional<String> authorization,
      UnaryOperator<String> target,
      Map<String, String> headers,
      String body) {
    private static final String IDS = "{\"ids\":[\"x\"]}";

    static Provocation of(int port) {
      return new Provocation(port, Mood.WORKS, ADMIN, target -> target, Map.of(), IDS);
    }

    Provocation in(Mood changed) {
      return new Provocation(port, changed, authorization, target, headers, body);
    }

    Provocation withoutToken() {
      return new Provocation(port, mood, Optional.empty(), target, headers, body);
    }

    Provocation with(String parameter) {
      return new Provocation(
          port,
          mood,
          authorization,
          target -> target + (target.contains("?") ? "&" : "?") + parameter,
          headers,
          body);
    }

    Provocation with(String header, String value) {
      return new Provocation(port, mood, authorization, target, Map.of(header, value), body);
    }

    Provocation withBody(String changed) {
      return new Provocation(port, mood, authorization, target, headers, changed);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "conformance",
            ConfigFactory.parseString(
                    "pekko.loglevel = WARNING, pekko.actor.provider = local,"
                        + " pekko.http.server.request-timeout = 2 s")
                .withFallback(ConfigFactory.load()));
    open = serve(Optional.empty(), Optional.of("admin-me"));
    guarded = serve(Optional.of("read-me"), Optional.of("admin-me"));
    bare = serve(Optional.empty(), Optional.empty());
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void answersWhatIsDocumentedAndNothingElse() throws Exception {
    Provocation plain = Provocation.of(open);
    for (Mood mood : Mood.values()) {
      provoke(plain.in(mood));
    }
    provoke(plain.with("unheard-of=1"));
    provoke(plain.with("dryRun=true"));
    provoke(plain.with("version=1"));
    provoke(plain.in(Mood.HAS_TOO_LONG_HISTORIES).with("version=1"));
    provoke(plain.with("x=" + "x".repeat(20_000)));
    provoke(plain.with("X-Long", "x".repeat(9_000)));
    provoke(plain.with("Accept", "image/png"));
    provoke(plain.with("Accept-Encoding", "identity;q=0, gzip;q=0"));
    provoke(plain.with("If-None-Match", "\"token\""));
    provoke(plain.with("If-Match", "\"another\""));
    provoke(plain.withBody("{\"ids\":[\"" + "x".repeat(1 << 20) + "\"]}"));
    provoke(Provocation.of(guarded).withoutToken());
    provoke(Provocation.of(bare).withoutToken());

    for (Operation operation : operations()) {
      assertEquals(operation.documented(), occurred.get(operation.name()), operation.name());
    }
  }

  private void provoke(Provocation provocation) throws Exception {
    NODE.set(provocation.mood());
    Map<Operation, CompletableFuture<HttpResponse<String>>> answers = new LinkedHashMap<>();
    for (Operation operation : operations()) {
      answers.put(operation, send(operation, provocation));
    }
    for (Map.Entry<Operation, CompletableFuture<HttpResponse<String>>> answer :
        answers.entrySet()) {
      HttpResponse<String> response = answer.getValue().get(20, TimeUnit.SECONDS);
      check(answer.getKey(), response);
      occurred
          .computeIfAbsent(answer.getKey().name(), name -> new TreeSet<>())
          .add(response.statusCode());
    }
    NODE.set(Mood.WORKS);
  }

  private static CompletableFuture<HttpResponse<String>> send(
      Operation operation, Provocation provocation) {
    HttpRequest.Builder request =
        request(
            provocation.port(),
            operation.method(),
            provocation.target().apply(operation.target()),
            provocation.authorization());
    if (operation.json().has("requestBody")) {
      request.method("POST", BodyPublishers.ofString(provocation.body()));
    }
    provocation.headers().forEach(request::header);
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static void check(Operation operation, HttpResponse<String> response) throws Exception {
    String body = response.body().substring(0, Math.min(300, response.body().length()));
    String what = operation.name() + " " + response.statusCode() + ": " + body;
    JsonNode documented =
        resolved(operation.json().get("responses").path(Integer.toString(response.statusCode())));
    assertFalse(documented.isMissingNode(), "undocumented: " + what);
    for (Map.Entry<String, JsonNode> header : documented.path("headers").properties()) {
      assertTrue(response.headers().firstValue(header.getKey()).isPresent(), what + header);
    }
    if (!documented.has("content")) {
      assertEquals("", response.body(), what);
      return;
    }
    String type = response.headers().firstValue("content-type").orElse("").split(";")[0];
    JsonNode content = documented.path("content").path(type);
    assertFalse(content.isMissingNode(), type + " is not documented for " + what);
    if (type.endsWith("json")) {
      assertEquals(
          Set.of(),
          OPEN_API.problems(content.get("schema"), ExactJson.mapper().readTree(response.body())),
          what);
    }
  }

  @Test
  void takesNoOtherMethods() throws Exception {
    for (Operation operation : operations()) {
      Set<String> allowed = methods(operation.path().replace("{id}", "x"));
      for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
        if (!allowed.contains(method)) {
          HttpResponse<String> response = send(method, operation.target());
          String what = method + " " + operation.path() + ": " + response.body();
          assertEquals(405, response.statusCode(), what);
          assertEquals(
              allowed, Set.of(response.headers().firstValue("allow").orElse("").split(", ")), what);
        }
      }
    }
  }

  /** The methods of all operations that a path may be meant for. */
  private static Set<String> methods(String path) {
    Set<String> methods = new HashSet<>();
    for (Operation operation : operations()) {
      if (path.matches(operation.path().replace(".", "\\.").replaceAll("\\{\\w+\\}", "[^/]+"))) {
        methods.add(operation.method().toUpperCase(java.util.Locale.ROOT));
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  @Test
  void answersHeadToEveryGet() throws Exception {
    for (Operation operation : operations()) {
      if (operation.method().equals("get")) {
        HttpResponse<String> response = send("HEAD", operation.target());
        assertEquals(200, response.statusCode(), operation.path());
        assertEquals("", response.body());
      }
    }
  }

  @Test
  void documentsWhatTheManualTellsOf() throws IOException {
    String manual = Files.readString(Path.of("../docs/http.md"));
    Matcher mentioned = Pattern.compile("`(GET|POST|DELETE|PUT|PATCH) (/[^`? ]*)").matcher(manual);
    int found = 0;
    while (mentioned.find()) {
      found++;
      String path = mentioned.group(2).replaceAll("\\b[A-Z]+\\b", "[^/]+");
      String method = mentioned.group(1).toLowerCase(java.util.Locale.ROOT);
      assertTrue(
          operations().stream().anyMatch(o -> o.method().equals(method) && o.path().matches(path)),
          mentioned.group());
    }
    assertTrue(found >= 15, "only " + found + " requests were found in docs/http.md");
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    OPEN_API
        .document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(method.getKey(), path.getKey(), method.getValue()))));
    return operations;
  }

  private static JsonNode resolved(JsonNode response) {
    return response.has("$ref")
        ? OPEN_API.document().at(response.get("$ref").textValue().substring(1))
        : response;
  }

  private static HttpResponse<String> send(String method, String target) throws Exception {
    return CLIENT.send(request(open, method, target, ADMIN).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(
      int port, String method, String target, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .method(method.toUpperCase(java.util.Locale.ROOT), BodyPublishers.noBody());
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private static int serve(Optional<String> readToken, Optional<String> adminToken)
      throws Exception {
    ServerBinding binding =
        HttpServer.start(
                system,
                "127.0.0.1",
                0,
                new ApiRoutes(NODE.sources(), readToken, adminToken).create())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    return binding.localAddress().getPort();
  }
}
