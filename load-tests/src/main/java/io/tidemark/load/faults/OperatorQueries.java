package io.tidemark.load.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks one node for what an operator may. Whatever comes of it may also come to nothing. */
final class OperatorQueries {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private final int port;
  private final String token;

  OperatorQueries(int port, String token) {
    this.port = port;
    this.token = token;
  }

  /** The status of the answer; an exception when there is none, and then nobody knows. */
  int request(String method, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
