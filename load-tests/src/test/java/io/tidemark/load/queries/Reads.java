package io.tidemark.load.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What accounts show over HTTP. */
final class Reads {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  final AtomicLong gaveUp = new AtomicLong();

  /** How many each writer has counted, as far as it shows; and the token that came with it. */
  record Shown(Map<Integer, Long> counts, String token) {
    /** Whether nothing is missing of what must be there. */
    boolean includes(Map<Integer, Long> least) {
      return least.entrySet().stream()
          .allMatch(entry -> counts.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }
  }

  Reads(int port) {
    this.port = port;
  }

  /** Null when the token was not included in time. */
  Shown account(String account, String token) throws Exception {
    HttpResponse<byte[]> response =
        get("/aggregates/" + Accounts.TYPE + "/" + account + "?timeout=20s", token);
    if (response.statusCode() == 504) {
      gaveUp.incrementAndGet();
      return null;
    }
    JsonNode json = body(response);
    return new Shown(counts(json.get("state")), json.get("token").textValue());
  }

  /** An account's row; null as above. */
  Shown row(String account, String token) throws Exception {
    HttpResponse<byte[]> response =
        get("/projections/accounts?id=" + account + "&timeout=20s", token);
    if (response.statusCode() == 504) {
      gaveUp.incrementAndGet();
      return null;
    }
    JsonNode items = body(response).get("items");
    return new Shown(items.isEmpty() ? Map.of() : counts(items.get(0)), "");
  }

  /** Whatever is answered under a path. */
  byte[] raw(String path) throws Exception {
    HttpResponse<byte[]> response = get(path, null);
    body(response);
    return response.body();
  }

  JsonNode json(String path) throws Exception {
    return MAPPER.readTree(raw(path));
  }

  private HttpResponse<byte[]> get(String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(45));
    if (token != null) {
      request.header("Tidemark-Token", token);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static JsonNode body(HttpResponse<byte[]> response) throws Exception {
    JsonNode json = MAPPER.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.uri() + ": " + json);
    }
    return json;
  }

  private static Map<Integer, Long> counts(JsonNode fields) {
    Map<Integer, Long> counts = new TreeMap<>();
    for (int writer = 0; writer < Accounts.WRITERS; writer++) {
      counts.put(writer, fields.path("c" + writer).asLong());
    }
    return counts;
  }
}
