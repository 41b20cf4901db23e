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
import java.util.Map;

/**
 * Answers in a node's place while it waits for Kafka, PostgreSQL or the other nodes, and while it
 * starts: it is alive, and not ready. Whoever supervises it then leaves it alone. Its metrics say
 * no more than that either, to whoever asks, as its health does.
 */
public final class StartingHealth implements AutoCloseable {
  private static final String LIVE = "{\"status\":\"up\"}";
  private static final String STARTING =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"the node is starting\"}";

  /** Without it, alerts would not see a node that never gets further than this. */
  private static final String NOT_READY =
      "# HELP tidemark_ready 1 when every check holds\n# TYPE tidemark_ready gauge\n"
          + "tidemark_ready 0\n";

  private static final Answer UNAVAILABLE = new Answer(503, "application/problem+json", STARTING);
  private static final Map<String, Answer> ANSWERS =
      Map.of(
          "/health/live", new Answer(200, "application/json", LIVE),
          "/metrics", new Answer(200, "text/plain; version=0.0.4; charset=UTF-8", NOT_READY));

  private record Answer(int status, String type, String body) {}

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
    Answer answer = ANSWERS.getOrDefault(exchange.getRequestURI().getPath(), UNAVAILABLE);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (answer.status() == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
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
