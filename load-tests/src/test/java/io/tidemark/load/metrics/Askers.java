package io.tidemark.load.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Ask a node for the same again and again, each as soon as it has an answer, whatever it is. */
final class Askers implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final List<Thread> threads = new ArrayList<>();

  private Askers(HttpRequest request) {
    this.request = request;
  }

  /** Begins. */
  static Askers start(int count, int httpPort, String path) {
    Askers askers =
        new Askers(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path)).build());
    for (int number = 0; number < count; number++) {
      Thread thread = new Thread(askers::ask, "asker-" + number);
      thread.setDaemon(true);
      thread.start();
      askers.threads.add(thread);
    }
    return askers;
  }

  private void ask() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      }
    } catch (IOException | InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
