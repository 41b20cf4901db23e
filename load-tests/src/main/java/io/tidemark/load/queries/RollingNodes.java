package io.tidemark.load.queries;

import io.tidemark.load.cluster.NodeProcess;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import io.tidemark.load.services.ShutdownHooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Nodes of one cluster, each a process, that go away by turns, asked or killed, and come back with
 * another edition of the aggregates file.
 */
final class RollingNodes implements AutoCloseable {
  /** The prefix of their consumer groups. */
  static final String GROUP = "tokens";

  private static final int HEAP_MEGABYTES = 512;
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofMinutes(1);

  private final EmbeddedServices services;
  private final Path folder;
  private final List<Integer> clusterPorts;
  private final List<NodeProcess> processes = new CopyOnWriteArrayList<>();
  private final Map<Integer, Integer> living = new TreeMap<>();
  private final Thread closer = new Thread(this::stop, "nodes-closer");
  private int starts;
  private volatile boolean missingOne;

  private RollingNodes(EmbeddedServices services, Path folder, List<Integer> clusterPorts) {
    this.services = services;
    this.folder = folder;
    this.clusterPorts = clusterPorts;
    // Whoever ends the harness ends what it started.
    Runtime.getRuntime().addShutdownHook(closer);
  }

  /**
   * Starts them, and returns when all answer.
   *
   * @param folder for their logs and the aggregates files
   */
  static RollingNodes start(EmbeddedServices services, Path folder, int size)
      throws IOException, InterruptedException {
    RollingNodes nodes = new RollingNodes(services, folder, Ports.free(size));
    try {
      for (int number = 0; number < size; number++) {
        nodes.processes.add(nodes.process(number, 0));
      }
      for (int number = 0; number < size; number++) {
        nodes.awaitReady(number);
      }
      return nodes;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      nodes.close();
      throw failure;
    }
  }

  private NodeProcess process(int number, int edition) throws IOException {
    Path file = folder.resolve("accounts-" + edition + ".yaml");
    Files.writeString(file, Accounts.text(edition));
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), GROUP));
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPorts.get(number)));
    environment.put(
        "TIDEMARK_CLUSTER_SEED_NODES",
        "127.0.0.1:" + clusterPorts.get(0) + ",127.0.0.1:" + clusterPorts.get(1));
    return NodeProcess.start(
        new NodeProcess.Options(
            "node-" + (number + 1) + "." + ++starts, folder, file, environment, HEAP_MEGABYTES));
  }

  private void awaitReady(int number) throws IOException, InterruptedException {
    int port = processes.get(number).awaitReady(START);
    synchronized (living) {
      living.put(number, port);
    }
  }

  /** How many there are, dead ones included. */
  int size() {
    return processes.size();
  }

  /**
   * Ends a node and starts it again; returns when it answers.
   *
   * @param killed with SIGKILL; else it is asked to leave, and answers until it has left
   * @param edition of the file that it has from then on
   */
  void restart(int number, boolean killed, int edition) throws IOException, InterruptedException {
    NodeProcess former = processes.get(number);
    if (killed) {
      missingOne = true;
      former.kill();
    } else {
      former.terminate();
    }
    former.awaitExit(END);
    synchronized (living) {
      living.remove(number);
    }
    processes.set(number, process(number, edition));
    awaitReady(number);
    missingOne = false;
  }

  /** Whether one has been killed and does not answer yet. */
  boolean isMissingOne() {
    return missingOne;
  }

  /** The port of one that runs, by chance; one that is leaving, or was killed a moment ago, too. */
  int port(Random random) {
    synchronized (living) {
      if (living.isEmpty()) {
        throw new IllegalStateException("no node runs");
      }
      return List.copyOf(living.values()).get(random.nextInt(living.size()));
    }
  }

  @Override
  public void close() {
    ShutdownHooks.remove(closer);
    stop();
  }

  private void stop() {
    processes.forEach(NodeProcess::close);
  }
}
