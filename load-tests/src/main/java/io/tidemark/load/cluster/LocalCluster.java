package io.tidemark.load.cluster;

import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes of one cluster on this machine, on the demo's aggregates; each is a process. */
public final class LocalCluster implements AutoCloseable {
  /** The prefix of the nodes' consumer groups. */
  public static final String GROUP = "cluster";

  /** The token of administrative acts. */
  public static final String ADMIN_TOKEN = "cluster-admin";

  private static final int HEAP_MEGABYTES = 512;
  private static final Duration START = Duration.ofMinutes(2);

  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** A node: its address in the cluster, its process, and the port of its HTTP. */
  public record Node(String address, NodeProcess process, int httpPort) {}

  private LocalCluster() {}

  /**
   * Starts nodes and returns when all answer.
   *
   * @param folder for their logs
   * @param size how many
   */
  public static LocalCluster start(EmbeddedServices services, Path folder, int size)
      throws IOException, InterruptedException {
    Path aggregates = folder.resolve("demo.yaml");
    try (InputStream bundled = LocalCluster.class.getResourceAsStream("/demo.yaml")) {
      Files.copy(bundled, aggregates);
    }
    List<Integer> ports = Ports.free(size);
    LocalCluster cluster = new LocalCluster();
    try {
      List<NodeProcess> processes = new ArrayList<>();
      for (int number = 0; number < size; number++) {
        processes.add(
            NodeProcess.start(
                new NodeProcess.Options(
                    "node-" + (number + 1),
                    folder,
                    aggregates,
                    environment(services, ports, number),
                    HEAP_MEGABYTES)));
        cluster.nodes.add(new Node(address(ports.get(number)), processes.get(number), 0));
      }
      for (int number = 0; number < size; number++) {
        int httpPort = processes.get(number).awaitReady(START);
        cluster.nodes.set(
            number, new Node(address(ports.get(number)), processes.get(number), httpPort));
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  private static Map<String, String> environment(
      EmbeddedServices services, List<Integer> ports, int number) {
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), GROUP));
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_ADMIN_TOKEN", ADMIN_TOKEN);
    environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(ports.get(number)));
    environment.put(
        "TIDEMARK_CLUSTER_SEED_NODES", address(ports.get(0)) + "," + address(ports.get(1)));
    environment.put("TIDEMARK_LOG_LEVEL", "DEBUG");
    return environment;
  }

  /** The nodes in the order of their start; the first one formed the cluster. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Waits until every node says that it is ready, its shards included. */
  public void awaitPlaced(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Node node : nodes) {
      HttpResponse<String> answer = readiness(node);
      while (answer.statusCode() != 200) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(node.address() + " is not ready: " + answer.body());
        }
        Thread.sleep(100);
        answer = readiness(node);
      }
    }
  }

  private HttpResponse<String> readiness(Node node) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + node.httpPort() + "/health/ready");
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Looks through the logs for what must never be there.
   *
   * @throws IllegalStateException when a message could not be sent to another node, or partitions
   *     could not be given back in time
   */
  public void requireNoTrouble() throws IOException {
    for (Node node : nodes) {
      String log = node.process().log();
      for (String trouble :
          List.of(
              "NotSerializable",
              "Java serialization",
              "Failed to serialize",
              "did not end in time")) {
        if (log.contains(trouble)) {
          throw new IllegalStateException(
              node.address() + " says " + trouble + ":\n" + node.process().lastLines());
        }
      }
    }
  }

  /** Prints the end of every node's log. */
  public void dump(PrintStream out) throws IOException {
    for (Node node : nodes) {
      out.println("--- " + node.process().name() + " " + node.address());
      out.println(node.process().lastLines());
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    nodes.forEach(node -> node.process().close());
  }
}
