package io.tidemark.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartingHealthTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void isAliveAndNotReadyAndLeavesTheAddressToTheNode() throws Exception {
    Settings.Http address = new Settings.Http("127.0.0.1", freePort(), 10, Optional.empty());
    try (StartingHealth health = StartingHealth.answerOn(address)) {
      HttpResponse<String> live = get(address, "/health/live");
      assertEquals(200, live.statusCode());
      assertEquals("{\"status\":\"up\"}", live.body());
      for (String path : new String[] {"/health/ready", "/aggregates/cart/1"}) {
        HttpResponse<String> other = get(address, path);
        assertEquals(503, other.statusCode(), path);
        assertEquals("application/problem+json", other.headers().firstValue("Content-Type").get());
        assertTrue(other.body().contains("starting"), other.body());
      }
      HttpResponse<String> metrics = get(address, "/metrics");
      assertEquals(200, metrics.statusCode());
      assertTrue(metrics.body().endsWith("\ntidemark_ready 0\n"), metrics.body());
      health.close();
      ListenAddress.requireFree(address.host(), address.port(), "HTTP", "TIDEMARK_HTTP_PORT");
    }
  }

  private HttpResponse<String> get(Settings.Http address, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + address.host() + ":" + address.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
