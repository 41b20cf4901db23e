package io.tidemark.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.tidemark.app.http.ChangeReader.Change;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.RejectionHandler;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of changes over real connections: what goes over them, and when they end. */
@Timeout(60)
class ChangeRoutesTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration HEARTBEAT = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Route ROUTE =
      new ChangeRoutes(
              Set.of("cart"),
              Set.of("carts"),
              new Streams(),
              new ChangeRoutes.Limits(2, HEARTBEAT, PATIENCE))
          .create();

  private static ActorSystem<Void> system;
  private static int port;

  /** The id of an aggregate says what its stream does. */
  private static final class Streams implements ChangeReader {
    private static final AtomicInteger OPEN = new AtomicInteger();

    @Override
    public CompletionStage<Source<Change, NotUsed>> ofAggregate(
        String type, String id, OptionalLong after) {
      Source<Change, NotUsed> changes =
          switch (id) {
            case "quiet" ->
                Source.single(change(after.orElse(0) + 1)).concat(Source.<Change>maybe());
            case "flood" ->
                Source.repeat(new Change("1", "changed", "\"" + "x".repeat(100_000) + "\""));
            case "fails" ->
                Source.single(change(1))
                    .concat(Source.<Change>failed(new IllegalStateException("secret")));
            default -> throw new InvalidRequestException("no such stream");
          };
      return CompletableFuture.completedFuture(
          changes
              .mapMaterializedValue(
                  started -> {
                    OPEN.incrementAndGet();
                    return started;
                  })
              .watchTermination(
                  (started, done) -> {
                    done.whenComplete((end, failure) -> OPEN.decrementAndGet());
                    return started;
                  }));
    }

    @Override
    public CompletionStage<Source<Change, NotUsed>> ofProjection(
        String name, Optional<String> after) {
      return CompletableFuture.failedFuture(new InvalidRequestException(after.orElse("none")));
    }

    private static Change change(long version) {
      return new Change(Long.toString(version), "changed", "{\"version\":" + version + "}");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "changes",
            ConfigFactory.parseString("pekko.loglevel = WARNING, pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    ServerBinding binding =
        HttpServer.start(
                system,
                "127.0.0.1",
                0,
                ROUTE.seal(
                    RejectionHandler.defaultHandler(),
                    ExceptionHandler.newBuilder()
                        .matchAny(failure -> Directives.complete(Answers.failure(failure)))
                        .build()))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    port = binding.localAddress().getPort();
  }

  @AfterAll
  static void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void tellsChangesAndThatItIsStillThere() throws Exception {
    HttpResponse<InputStream> response = open("quiet", Optional.of("6"));
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", type(response));
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = reader(response.body())) {
      for (int line = 0; line < 6; line++) {
        lines.add(reader.readLine());
      }
    }
    assertEquals(
        List.of("id: 7", "event: changed", "data: {\"version\":7}", "", ": still here", ""), lines);
    awaitOpen(0);
  }

  @Test
  void refusesStreamsBeyondTheMost() throws Exception {
    HttpResponse<InputStream> first = open("quiet", Optional.empty());
    HttpResponse<InputStream> second = open("quiet", Optional.empty());
    HttpResponse<InputStream> third = open("quiet", Optional.empty());
    assertEquals(503, third.statusCode());
    assertTrue(text(third).contains("tidemark.http.streams"));
    first.body().close();
    second.body().close();
    awaitOpen(0);
    HttpResponse<InputStream> again = open("quiet", Optional.empty());
    assertEquals(200, again.statusCode());
    again.body().close();
    awaitOpen(0);
  }

  @Test
  void refusedRequestsTakeNoPlace() throws Exception {
    for (int time = 0; time < 5; time++) {
      assertEquals(400, open("quiet", Optional.of("yesterday")).statusCode());
    }
    HttpResponse<InputStream> response = open("quiet", Optional.empty());
    assertEquals(200, response.statusCode());
    response.body().close();
    awaitOpen(0);
  }

  /** As when it is refused further out, for what the request accepts, or the reader is gone. */
  @Test
  void anAnswerThatIsThrownAwayTakesNoPlace() throws Exception {
    for (int time = 0; time < 5; time++) {
      assertEquals(
          200,
          ROUTE
              .function(system)
              .apply(
                  org.apache.pekko.http.javadsl.model.HttpRequest.GET(
                      "/aggregates/cart/quiet/changes"))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS)
              .status()
              .intValue());
    }
    HttpResponse<InputStream> response = open("quiet", Optional.empty());
    assertEquals(200, response.statusCode());
    response.body().close();
    awaitOpen(0);
  }

  @Test
  void endsAStreamThatNobodyReads() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request =
          "GET /aggregates/cart/flood/changes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      awaitOpen(1);
      awaitOpen(0);
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(all.contains("event: end\ndata: {\"reason\":\"nothing was read for 1 s\"}"));
    }
  }

  @Test
  void saysThatItEndsWithoutGivingAnythingAway() throws Exception {
    String all = text(open("fails", Optional.empty()));
    assertTrue(all.contains("event: end\ndata: {\"reason\":\"the changes cannot"), all);
    assertTrue(!all.contains("secret"), all);
    awaitOpen(0);
  }

  private static HttpResponse<InputStream> open(String id, Optional<String> last) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/aggregates/cart/" + id + "/changes"));
    last.ifPresent(value -> request.header("Last-Event-ID", value));
    return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("").split(";")[0];
  }

  private static String text(HttpResponse<InputStream> response) throws Exception {
    return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static void awaitOpen(int expected) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (Streams.OPEN.get() != expected) {
      assertTrue(System.nanoTime() < deadline, Streams.OPEN.get() + " streams are open");
      Thread.sleep(20);
    }
    // The place is given back just behind.
    Thread.sleep(100);
  }
}
