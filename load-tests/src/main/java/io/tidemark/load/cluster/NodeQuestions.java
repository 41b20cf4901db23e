package io.tidemark.load.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** Asks nodes on this machine how they are. */
public final class NodeQuestions {
  /** In what a node tells others that look for a cluster: up to five members of it. */
  private static final Pattern MEMBER_UP = Pattern.compile("\"status\"\\s*:\\s*\"Up\"");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * How many members a node knows to be up, itself among them; five at most.
   *
   * @param port on which it is asked for the cluster
   */
  public long members(String host, int port) throws IOException, InterruptedException {
    return MEMBER_UP.matcher(get(host, port, "/bootstrap/seed-nodes").body()).results().count();
  }

  /**
   * What it says of its readiness; 200 when it is ready, its shards included.
   *
   * @param port of its HTTP
   */
  public HttpResponse<String> readiness(String host, int port)
      throws IOException, InterruptedException {
    return get(host, port, "/health/ready");
  }

  private HttpResponse<String> get(String host, int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + host + ":" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
