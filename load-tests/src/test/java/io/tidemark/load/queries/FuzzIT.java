package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.load.Eventually;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.letters.AdminQueries;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Malformed requests at a running node: each is answered as documented, nothing of the inside
 * shows, and memory stays as it was. {@code -Dtidemark.fuzz.requests=100000} sends more, {@code
 * -Dtidemark.fuzz.seed} others.
 */
class FuzzIT {
  private static final long REQUESTS = Long.getLong("tidemark.fuzz.requests", 5_000);
  private static final long SEED = Long.getLong("tidemark.fuzz.seed", 1);
  private static final int CLIENTS = 4;
  private static final int MOST_BYTES = 1 << 20;
  private static final int PATIENCE = 5_000;
  private static final long MOST_GROWTH = 48L << 20;

  /** 501 and 505 are HTTP's own answers to methods and versions that it does not have. */
  private static final Set<Integer> DOCUMENTED = Set.of(501, 503, 504, 505);

  private static final Pattern INSIDE =
      Pattern.compile("\\tat |\\bat \\w+(\\.\\w+)+\\(|Exception|java\\.(lang|util|io)\\.");

  private static final String FILE =
      """
      aggregates:
        thing:
          topics: [fuzz.things]
          gap: { wait: 1h, then: wait }
          state: { total: counter, name: lww, tags: set, open: flag }
          events:
            thing.Changed: [ { increment: { total: /by } }, { set: { name: /name } }, { add: { tags: /name } } ]
          projections:
            things:
              columns:
                total: numeric
                name: { type: text, index: true }
                tags: { type: jsonb, index: true }
                open: boolean
                at: { from: /name, type: timestamptz }
                day: { from: /name, type: date }
      """;

  private final Map<Integer, AtomicLong> statuses = new TreeMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong unanswered = new AtomicLong();

  @Test
  void answersWhateverIsAsked() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Node node =
            Node.start(
                NodeSettings.on(services, "fuzz", 0, Map.of("TIDEMARK_ADMIN_TOKEN", "fuzz-admin")),
                AggregatesFile.parse("fuzz.yaml", FILE))) {
      feed(services);
      AdminQueries queries = new AdminQueries(node.httpPort(), Optional.empty());
      awaitRow(queries);
      send(node.httpPort(), 0, Math.min(1_000, REQUESTS));
      long before = used();
      send(node.httpPort(), 1_000, REQUESTS);
      long growth = used() - before;
      System.out.printf(
          "%d requests of seed %d: %s, %d left open; memory grew by %d KiB%n",
          REQUESTS, SEED, statuses, unanswered.get(), growth >> 10);
      assertEquals("[]", faults.stream().limit(10).toList().toString());
      assertTrue(growth < MOST_GROWTH, "memory grew by " + (growth >> 20) + " MiB");
      assertEquals(1, queries.get("/projections/things").get("items").size(), "as it was");
      assertEquals(1, queries.get("/aggregates/thing/a").get("version").intValue());
    }
  }

  private static void feed(EmbeddedServices services) {
    try (EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      publisher.publish(
          "fuzz.things",
          new CloudEvent(
              "e",
              "s",
              "thing.Changed",
              "a",
              1,
              "2026-01-31T12:00:00Z",
              Optional.of("c"),
              Optional.empty(),
              JsonNodeFactory.instance.objectNode().put("by", 1).put("name", "x")));
      publisher.flush();
    }
  }

  private static void awaitRow(AdminQueries queries) throws Exception {
    Eventually.awaitFound(
        "the row",
        Duration.ofSeconds(60),
        () -> queries.get("/projections/things/count").get("count").intValue() > 0);
  }

  private void send(int port, long from, long to) throws InterruptedException {
    AtomicLong next = new AtomicLong(from);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    for (int client = 0; client < CLIENTS; client++) {
      clients.execute(
          () -> {
            for (long each = next.getAndIncrement(); each < to; each = next.getAndIncrement()) {
              check(port, SEED * 1_000_003 + each);
            }
          });
    }
    clients.shutdown();
    assertTrue(clients.awaitTermination(2, TimeUnit.HOURS));
  }

  private void check(int port, long seed) {
    byte[] request = FuzzedRequest.of(seed);
    String answer = ask(port, request);
    if (answer.isEmpty()) {
      unanswered.incrementAndGet();
      return;
    }
    String line = answer.lines().findFirst().orElse("");
    int status =
        line.matches("HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(line.substring(9, 12)) : 0;
    synchronized (statuses) {
      statuses.computeIfAbsent(status, none -> new AtomicLong()).incrementAndGet();
    }
    boolean documented = status >= 100 && (status < 500 || DOCUMENTED.contains(status));
    if (!documented || INSIDE.matcher(answer).find()) {
      faults.add(
          "seed " + seed + ": " + line + " to " + new String(request, StandardCharsets.UTF_8));
    }
  }

  /** What came within the time; of a stream that does not end, its beginning. */
  private static String ask(int port, byte[] request) {
    StringBuilder answer = new StringBuilder();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE);
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8_192];
      int read = in.read(buffer);
      while (read >= 0 && answer.length() < MOST_BYTES) {
        answer.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        if (answer.indexOf("text/event-stream") >= 0) {
          return answer.toString();
        }
        read = in.read(buffer);
      }
    } catch (SocketTimeoutException waiting) {
      // Less was sent than was announced.
    } catch (IOException closed) {
      // What was answered before counts.
    }
    return answer.toString();
  }

  private static long used() throws InterruptedException {
    for (int time = 0; time < 3; time++) {
      System.gc();
      Thread.sleep(200);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
