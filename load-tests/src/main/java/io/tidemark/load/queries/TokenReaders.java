package io.tidemark.load.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.load.queries.AccountLoad.Sent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Readers, each of which takes an event that was just written, asks one of the nodes for its
 * account and one for the account's row, and looks whether the event is in them.
 */
final class TokenReaders implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(45);
  private static final int EXAMPLES = 5;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final RollingNodes nodes;
  private final AccountLoad load;
  private final Optional<Positions> positions;
  private final List<Thread> readers = new ArrayList<>();
  private final long started = System.nanoTime();
  private final long eventsBefore;

  private final LongAdder aggregates = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unexpected = new LongAdder();
  private final LongAdder whileRebuilding = new LongAdder();
  private final LongAdder whileMissingOne = new LongAdder();
  private final List<String> examples = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean rebuilding;
  private volatile boolean closed;

  /**
   * Starts to read.
   *
   * @param positions what is waited for in place of a token, if anything
   */
  TokenReaders(RollingNodes nodes, AccountLoad load, Optional<Positions> positions, int count) {
    this.nodes = nodes;
    this.load = load;
    this.positions = positions;
    this.eventsBefore = load.sent();
    for (int number = 0; number < count; number++) {
      Random random = new Random(number);
      start("reader-" + number, () -> read(random));
    }
    start("rebuild-watch", this::watchRebuild);
  }

  private interface Turn {
    void run() throws IOException, InterruptedException;
  }

  private void start(String name, Turn turn) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!closed) {
                  turn.run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException | RuntimeException failure) {
                unexpected(name + " has ended: " + failure);
              }
            },
            name);
    thread.setDaemon(true);
    readers.add(thread);
    thread.start();
  }

  private void read(Random random) throws IOException, InterruptedException {
    Optional<Sent> recent = load.recent(random);
    if (recent.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(50);
      return;
    }
    Sent event = recent.get();
    if (positions.isPresent() && !positions.get().await(event, PATIENCE.toNanos())) {
      late.increment();
      return;
    }
    String timeout = "timeout=" + PATIENCE.toSeconds() + "s";
    String column = "c" + event.writer();
    ask(
        random,
        event,
        "/aggregates/" + Accounts.TYPE + "/" + event.account() + "?" + timeout,
        answer -> answer.at("/state/" + column).asLong() >= event.number(),
        aggregates);
    if (random.nextBoolean()) {
      ask(
          random,
          event,
          "/projections/accounts?id=" + event.account() + "&" + timeout,
          answer -> answer.at("/items/0/" + column).asLong() >= event.number(),
          rows);
    } else {
      ask(
          random,
          event,
          "/projections/accounts/count?id=%s&%s.gte=%d&%s"
              .formatted(event.account(), column, event.number(), timeout),
          answer -> answer.path("count").asLong() == 1,
          rows);
    }
  }

  private interface Effect {
    boolean shows(JsonNode answer);
  }

  private void ask(Random random, Sent event, String path, Effect effect, LongAdder checked)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nodes.port(random) + path))
            .timeout(LONGEST_ANSWER);
    if (positions.isEmpty()) {
      request.header(
          "Tidemark-Token", Accounts.token(event.account(), event.writer(), event.number()));
    }
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException away) {
      refused.increment();
      TimeUnit.MILLISECONDS.sleep(100);
      return;
    }
    switch (response.statusCode()) {
      case 200 -> {
        count(checked);
        require(effect.shows(MAPPER.readTree(response.body())), event, path, response);
      }
      case 404 -> {
        count(checked);
        require(false, event, path, response);
      }
      case 504 -> late.increment();
      case 503 -> {
        refused.increment();
        TimeUnit.MILLISECONDS.sleep(100);
      }
      default -> unexpected(path + ": " + response.statusCode() + " " + text(response));
    }
  }

  private void count(LongAdder checked) {
    checked.increment();
    if (rebuilding) {
      whileRebuilding.increment();
    }
    if (nodes.isMissingOne()) {
      whileMissingOne.increment();
    }
  }

  private void require(boolean shows, Sent event, String path, HttpResponse<byte[]> response) {
    if (!shows) {
      stale.increment();
      example("stale: " + path + " lacks " + event + ": " + text(response));
    }
  }

  private void unexpected(String what) {
    unexpected.increment();
    example("unexpected: " + what);
  }

  private void example(String what) {
    if (examples.size() < EXAMPLES) {
      examples.add(what);
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    return text.length() > 500 ? text.substring(0, 500) : text;
  }

  private void watchRebuild() throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + nodes.port(new Random()) + "/projections"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              BodyHandlers.ofByteArray());
      if (response.statusCode() == 200) {
        rebuilding =
            MAPPER.readTree(response.body()).at("/items/0/status").asText().equals("rebuilding");
      }
    } catch (IOException away) {
      // Another one is asked in a moment.
    }
    TimeUnit.MILLISECONDS.sleep(100);
  }

  /** How many answers were checked. */
  long checked() {
    return aggregates.sum() + rows.sum();
  }

  /** What was found so far. */
  TokenFigures figures() {
    return new TokenFigures(
        positions.isPresent() ? "position" : "token",
        aggregates.sum(),
        rows.sum(),
        stale.sum(),
        late.sum(),
        refused.sum(),
        unexpected.sum(),
        whileRebuilding.sum(),
        whileMissingOne.sum(),
        load.sent() - eventsBefore,
        (System.nanoTime() - started) / 1e9,
        List.copyOf(examples));
  }

  /** Waits for those that still wait for an answer. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread reader : readers) {
      reader.join(LONGEST_ANSWER.toMillis());
    }
  }
}
