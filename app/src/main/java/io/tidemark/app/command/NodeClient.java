package io.tidemark.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Asks a running node over HTTP; what it refuses ends the command with its own words. */
public final class NodeClient {
  private static final String TOKEN_VARIABLE = "TIDEMARK_ADMIN_TOKEN";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Where the node answers. Default: ${DEFAULT-VALUE}.")
  private String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The admin token. Default: " + TOKEN_VARIABLE + ", which no list shows.")
  private String token;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  JsonNode get(String path) {
    return send("GET", path);
  }

  JsonNode post(String path) {
    return send("POST", path);
  }

  JsonNode delete(String path) {
    return send("DELETE", path);
  }

  private JsonNode send(String method, String path) {
    HttpRequest.Builder request;
    try {
      String root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
      request = HttpRequest.newBuilder(URI.create(root + path));
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.wrongUsage("--url " + url + " is no URL such as http://127.0.0.1:8080");
    }
    Optional.ofNullable(token)
        .or(() -> Optional.ofNullable(System.getenv(TOKEN_VARIABLE)))
        .filter(text -> !text.isBlank())
        .ifPresent(text -> request.header("Authorization", "Bearer " + text));
    try {
      HttpResponse<String> response =
          client.send(
              request.timeout(TIMEOUT).method(method, BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      JsonNode body = ExactJson.mapper().readTree(response.body());
      if (response.statusCode() >= 400) {
        throw CommandFailure.failed(
            "the node answered " + response.statusCode() + ": " + body.path("detail").asText());
      }
      return body;
    } catch (IOException unreachable) {
      throw CommandFailure.failed("no node answers at " + url + ": " + unreachable, unreachable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    }
  }
}
