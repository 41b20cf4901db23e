package io.tidemark.load.cluster;

import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Nodes of one cluster on this machine, on the demo's aggregates; each is a process. They find each
 * other at contact points, each node's own port of loopback.
 */
public final class LocalCluster implements AutoCloseable {
  /** The prefix of the nodes' consumer groups. */
  public static final String GROUP = "cluster";

  /** The token of administrative acts. */
  public static final String ADMIN_TOKEN = "cluster-admin";

  private static final String HOST = "127.0.0.1";
  private static final int HEAP_MEGABYTES = 512;
  private static final Duration START = Duration.ofMinutes(2);

  private final EmbeddedServices services;
  private final Path folder;
  private final Path aggregates;
  private final List<Integer> clusterPorts;
  private final List<Integer> contactPorts;
  private final List<Node> nodes = new ArrayList<>();
  private final NodeQuestions questions = new NodeQuestions();

  /** A node: its address in the cluster, its process, and the port of its HTTP. */
  public record Node(String address, NodeProcess process, int httpPort) {}

  private LocalCluster(EmbeddedServices services, Path folder, List<Integer> ports)
      throws IOException {
    this.services = services;
    this.folder = folder;
    this.aggregates = folder.resolve("demo.yaml");
    this.clusterPorts = ports.subList(0, ports.size() / 2);
    this.contactPorts = ports.subList(ports.size() / 2, ports.size());
    try (InputStream bundled = LocalCluster.class.getResourceAsStream("/demo.yaml")) {
      Files.copy(bundled, aggregates);
    }
  }

  /**
   * Starts nodes and returns when all answer.
   *
   * @param folder for their logs
   * @param size how many
   */
  public static LocalCluster start(EmbeddedServices services, Path folder, int size)
      throws IOException, InterruptedException {
    LocalCluster cluster = new LocalCluster(services, folder, Ports.free(2 * size));
    try {
      for (int number = 0; number < size; number++) {
        cluster.nodes.add(cluster.node(number, "node-" + (number + 1)));
      }
      for (int number = 0; number < size; number++) {
        cluster.awaitReady(number);
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /** Starts a node that has ended again, at its address, and returns when it answers. */
  public void restart(int number) throws IOException, InterruptedException {
    nodes.set(number, node(number, nodes.get(number).process().name() + "-again"));
    awaitReady(number);
  }

  private Node node(int number, String name) throws IOException {
    NodeProcess process =
        NodeProcess.start(
            new NodeProcess.Options(name, folder, aggregates, environment(number), HEAP_MEGABYTES));
    return new Node(address(clusterPorts.get(number)), process, 0);
  }

  private void awaitReady(int number) throws IOException, InterruptedException {
    Node started = nodes.get(number);
    int httpPort = started.process().awaitReady(START);
    nodes.set(number, new Node(started.address(), started.process(), httpPort));
  }

  private static String address(int port) {
    return HOST + ":" + port;
  }

  private Map<String, String> environment(int number) {
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), GROUP));
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_ADMIN_TOKEN", ADMIN_TOKEN);
    environment.put("TIDEMARK_CLUSTER_PORT", clusterPorts.get(number).toString());
    environment.put("TIDEMARK_CLUSTER_BOOTSTRAP_PORT", contactPorts.get(number).toString());
    environment.put(
        "TIDEMARK_CLUSTER_CONTACT_POINTS",
        contactPorts.stream().map(LocalCluster::address).collect(Collectors.joining(",")));
    environment.put("TIDEMARK_LOG_LEVEL", "DEBUG");
    return environment;
  }

  /** The nodes in the order of their start; the first one's contact point is the lowest. */
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

  /** How many members a node that lives knows to be up, itself among them. */
  public long members(int number) throws IOException, InterruptedException {
    return questions.members(HOST, contactPorts.get(number));
  }

  private HttpResponse<String> readiness(Node node) throws IOException, InterruptedException {
    return questions.readiness(HOST, node.httpPort());
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
