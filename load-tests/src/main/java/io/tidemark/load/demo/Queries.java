package io.tidemark.load.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a node on this machine what anyone may ask it over HTTP. */
public final class Queries {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PAGE = 1_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  public Queries(int httpPort) {
    this.base = "http://127.0.0.1:" + httpPort;
  }

  /** The node's address. */
  public String base() {
    return base;
  }

  /**
   * The answer about one aggregate.
   *
   * @throws IOException when the answer is not 200; the message has its status and body
   */
  public byte[] aggregate(AggregateKey key) throws IOException, InterruptedException {
    return get("/aggregates/" + encoded(key.type()) + "/" + encoded(key.id()));
  }

  /** How many rows a projection has, read page by page. */
  public long countRows(String projection) throws IOException, InterruptedException {
    long rows = 0;
    String cursor = "";
    while (true) {
      JsonNode page =
          MAPPER.readTree(get("/projections/" + encoded(projection) + "?limit=" + PAGE + cursor));
      rows += page.path("items").size();
      if (!page.path("next").isTextual()) {
        return rows;
      }
      cursor = "&cursor=" + encoded(page.path("next").textValue());
    }
  }

  private byte[] get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30)).build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      String body = new String(response.body(), StandardCharsets.UTF_8);
      throw new IOException("GET " + path + ": " + response.statusCode() + " " + body.strip());
    }
    return response.body();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
