package io.tidemark.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.app.http.HttpTls;
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
   * @throws CommandFailure with exit code 1 when the address cannot be listened on, with 2 when the
   *     certificate or its key is none
   */
  public static StartingHealth answerOn(Settings.Http http) {
    if (http.port() == 0) {
      return new StartingHealth(null);
    }
    try {
      HttpServer server = listening(http);
      server.createContext("/", StartingHealth::answer);
      server.start();
      return new StartingHealth(server);
    } catch (IllegalArgumentException wrongFiles) {
      throw CommandFailure.wrongUsage(
          "tidemark.http.tls-certificate, tidemark.http.tls-key: " + wrongFiles.getMessage());
    } catch (IOException e) {
      throw CommandFailure.failed(
          "cannot listen on " + http.host() + ":" + http.port() + ": " + e.getMessage(), e);
    }
  }

  /** As the node will: encrypted or not. */
  private static HttpServer listening(Settings.Http http) throws IOException {
    InetSocketAddress address = new InetSocketAddress(http.host(), http.port());
    if (http.tls().isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    Settings.Tls files = http.tls().get();
    server.setHttpsConfigurator(
        new HttpsConfigurator(HttpTls.context(files.certificate(), files.key())));
    return server;
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
