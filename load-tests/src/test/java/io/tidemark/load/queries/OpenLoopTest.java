package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final byte[] ANSWER = "x".repeat(20_000).getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void everythingDueIsAskedAndAnswered() throws IOException {
    server.createContext(
        "/", exchange -> answer(exchange, asked.incrementAndGet() % 10 == 0 ? 404 : 200));

    OpenLoop.Outcome outcome = ask(4);

    assertEquals(100, asked.get());
    assertEquals(10, outcome.refused());
    assertTrue(outcome.perSecond() < 205, outcome.toString());
  }

  @Test
  void whatIsDueWhileTheServerStandsStillCountsFromThen() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          if (asked.incrementAndGet() == 1) {
            sleep(300);
          }
          answer(exchange, 200);
        });

    // One request only stands still, but of the hundred sixty wait for it.
    OpenLoop.Outcome outcome = ask(1);

    assertTrue(outcome.p99() > 250, outcome.toString());
    assertTrue(outcome.p50() > 20, outcome.toString());
  }

  @Test
  void aClosedConnectionIsAnError() {
    server.createContext("/", HttpExchange::close);

    UncheckedIOException closed = assertThrows(UncheckedIOException.class, () -> ask(1));
    assertEquals(EOFException.class, closed.getCause().getClass());
  }

  private OpenLoop.Outcome ask(int connections) throws IOException {
    return new OpenLoop(
            server.getAddress().getPort(), 200, connections, random -> "/" + random.nextInt())
        .ask(System.nanoTime(), Duration.ofMillis(500));
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, ANSWER.length);
    exchange.getResponseBody().write(ANSWER);
    exchange.close();
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
