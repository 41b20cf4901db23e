package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads server-sent events on a thread of its own. */
final class EventStream implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final long PATIENCE = 30;

  private final InputStream body;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** One event. */
  record Received(String id, String kind, JsonNode data) {}

  private EventStream(InputStream body) {
    this.body = body;
    Thread thread = new Thread(this::read, "event-stream");
    thread.setDaemon(true);
    thread.start();
  }

  static EventStream open(String url, Optional<String> last) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    last.ifPresent(value -> request.header("Last-Event-ID", value));
    HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode(), url);
    return new EventStream(response.body());
  }

  /** The event that comes next. */
  Received next() throws InterruptedException {
    Received next = received.poll(PATIENCE, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no event came within " + PATIENCE + " s");
    }
    return next;
  }

  /** Whether nothing has come that was not taken. */
  boolean isEmpty() {
    return received.isEmpty();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = null;
      String kind = null;
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          kind = line.substring(7);
        } else if (line.startsWith("data: ")) {
          received.add(new Received(id, kind, ExactJson.mapper().readTree(line.substring(6))));
        }
        line = lines.readLine();
      }
    } catch (IOException closed) {
      // By us.
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
