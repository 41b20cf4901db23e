package io.tidemark.load.letters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks a node as an operator does. */
public final class AdminQueries {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final Optional<String> token;

  public AdminQueries(int port, Optional<String> token) {
    this.base = "http://127.0.0.1:" + port;
    this.token = token;
  }

  String base() {
    return base;
  }

  /** What a GET finds; anything but 200 is an {@link AssertionError}. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return request("GET", path, 200);
  }

  /** The status that a GET is answered with. */
  public int status(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  JsonNode ticket(String id) throws IOException, InterruptedException {
    return get("/aggregates/" + Tickets.TYPE + "/" + id);
  }

  /** The dead letters by id. */
  Map<String, JsonNode> letters() throws IOException, InterruptedException {
    Map<String, JsonNode> letters = new TreeMap<>();
    for (JsonNode letter : get("/dead-letters?limit=1000").get("items")) {
      letters.put(letter.get("id").textValue(), letter);
    }
    return letters;
  }

  /** The body of an answer that must have this status. */
  public JsonNode request(String method, String path, int status)
      throws IOException, InterruptedException {
    return request(method, path, status, token);
  }

  JsonNode request(String method, String path, int status, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.noBody());
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    assertEquals(status, response.statusCode(), method + " " + path + ": " + response.body());
    return ExactJson.mapper().readTree(response.body());
  }
}
