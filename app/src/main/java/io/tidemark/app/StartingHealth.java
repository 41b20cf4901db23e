package io.tidemark.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.app.command.CommandFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Answers in a node's place while it waits for Kafka, PostgreSQL or the other nodes, and while it
 * starts: it is alive, and not ready. Whoever supervises it then leaves it alone.
 */
public final class StartingHealth implements AutoCloseable {
  private static final String LIVE = "{\"status\":\"up\"}";
  private static final String STARTING =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"the node is starting\"}";

  private final HttpServer server;

  private StartingHealth(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to answer on a node's address; with port 0, which nobody could know, it does not.
   *
   * @throws CommandFailure with exit code 1 when the address cannot be listened on
   */
  public static StartingHealth answerOn(Settings.Http http) {
    if (http.port() == 0) {
      return new StartingHealth(null);
    }
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(http.host(), http.port()), 0);
      server.createContext("/", StartingHealth::answer);
      server.start();
      return new StartingHealth(server);
    } catch (IOException e) {
      throw CommandFailure.failed(
          "cannot listen on " + http.host() + ":" + http.port() + ": " + e.getMessage(), e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean live = exchange.getRequestURI().getPath().equals("/health/live");
    byte[] body = (live ? LIVE : STARTING).getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", live ? "application/json" : "application/problem+json");
    if (!live) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(live ? 200 : 503, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Lets the address go; to do so twice is no mistake. */
  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
