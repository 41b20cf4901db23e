package io.tidemark.load.rolling;

import io.tidemark.load.cluster.NodeProcess;
import io.tidemark.load.cluster.NodeQuestions;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Nodes that find each other as they do on Kubernetes. Each is a process with an address of its own
 * on this machine, and learns those of the others from a stub of the Kubernetes API. Needs a system
 * that answers on every address of 127.0.0.0/8, as Linux does.
 */
final class Pods implements AutoCloseable {
  /** The prefix of their consumer groups. */
  static final String GROUP = "rolling";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LONGEST_END = Duration.ofSeconds(30);
  private static final int MOST_RESTARTS = 3;
  private static final int HEAP_MEGABYTES = 512;

  private final EmbeddedServices services;
  private final KubernetesApiStub api;
  private final Path folder;
  private final Path aggregates;
  private final int clusterPort;
  private final int bootstrapPort;
  private final List<Pod> living = new ArrayList<>();
  private final NodeQuestions questions = new NodeQuestions();
  private int started;

  private record Pod(String address, NodeProcess process) {}

  /**
   * None yet.
   *
   * @param folder for their files, empty
   */
  Pods(EmbeddedServices services, Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    this.services = services;
    this.folder = folder;
    this.api = KubernetesApiStub.start(folder);
    this.aggregates = folder.resolve("demo.yaml");
    try (InputStream bundled = Pods.class.getResourceAsStream("/demo.yaml")) {
      Files.copy(bundled, aggregates);
    }
    List<Integer> ports = Ports.free(2);
    this.clusterPort = ports.get(0);
    this.bootstrapPort = ports.get(1);
  }

  /** Starts so many more at once, and returns when they and the others are one cluster. */
  void start(int count) throws IOException, InterruptedException {
    for (int number = 0; number < count; number++) {
      start();
    }
    awaitOneCluster();
  }

  private void start() throws IOException {
    started++;
    String address = "127.0.1." + started;
    living.add(new Pod(address, process(address, "node-" + started)));
    api.add(address);
  }

  private NodeProcess process(String address, String name) throws IOException {
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(services.bootstrapServers(), services.jdbcUrl(), GROUP));
    environment.putAll(api.environment());
    environment.put("JDK_JAVA_OPTIONS", api.mounts());
    environment.put("TIDEMARK_HTTP_HOST", address);
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_CLUSTER_HOST", address);
    environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPort));
    environment.put("TIDEMARK_CLUSTER_BOOTSTRAP_PORT", Integer.toString(bootstrapPort));
    return NodeProcess.start(
        new NodeProcess.Options(name, folder, aggregates, environment, HEAP_MEGABYTES));
  }

  /** The port of its HTTP. One that ends while it starts is started again, at the same address. */
  private int awaitReady(Pod pod) throws IOException, InterruptedException {
    for (int restart = 1; restart <= MOST_RESTARTS; restart++) {
      try {
        return pod.process().awaitReady(PATIENCE);
      } catch (IllegalStateException notReady) {
        if (pod.process().isAlive()) {
          throw notReady;
        }
        String name = pod.process().name() + "." + restart;
        pod = replaced(pod, new Pod(pod.address(), process(pod.address(), name)));
      }
    }
    return pod.process().awaitReady(PATIENCE);
  }

  private Pod replaced(Pod ended, Pod next) {
    living.set(living.indexOf(ended), next);
    return next;
  }

  /** Kills the oldest; one that is killed is gone from the API at once. */
  void killOldest() {
    Pod victim = living.remove(0);
    victim.process().kill();
    api.remove(victim.address());
  }

  /**
   * Asks the oldest so many to leave, all at once, and returns when they have ended and the others
   * are one cluster.
   *
   * @throws IllegalStateException when one does not end by itself, with exit code 0
   */
  void endOldest(int count) throws IOException, InterruptedException {
    List<Pod> leaving = List.copyOf(living.subList(0, count));
    living.removeAll(leaving);
    leaving.forEach(pod -> pod.process().terminate());
    for (Pod pod : leaving) {
      OptionalInt exit = pod.process().awaitExit(LONGEST_END);
      if (!exit.equals(OptionalInt.of(0))) {
        throw new IllegalStateException(
            pod.process().name()
                + (exit.isPresent() ? " ended with " + exit.getAsInt() : " did not end")
                + " when it was asked to leave:\n"
                + pod.process().lastLines());
      }
      api.remove(pod.address());
    }
    awaitOneCluster();
  }

  /** How many live. */
  int size() {
    return living.size();
  }

  /**
   * Waits until every one is ready and counts as many members as live: one cluster, not two.
   *
   * @throws IllegalStateException when that does not come about
   */
  private void awaitOneCluster() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int number = 0; number < living.size(); number++) {
      int port = awaitReady(living.get(number));
      Pod pod = living.get(number);
      while (members(pod) != living.size() || !isReady(pod, port)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              pod.process().name()
                  + " sees "
                  + members(pod)
                  + " members of "
                  + living.size()
                  + ", or is not ready:\n"
                  + pod.process().lastLines());
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private long members(Pod pod) throws IOException, InterruptedException {
    return questions.members(pod.address(), bootstrapPort);
  }

  private boolean isReady(Pod pod, int port) throws IOException, InterruptedException {
    return questions.readiness(pod.address(), port).statusCode() == 200;
  }

  /** The ends of the logs of those that live. */
  String lastLines() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Pod pod : living) {
      text.append("--- ").append(pod.process().name()).append('\n');
      text.append(pod.process().lastLines()).append('\n');
    }
    return text.toString();
  }

  /** How often the nodes asked the API in a way that it does not know, or without its token. */
  int refused() {
    return api.refused();
  }

  /** Kills those that live. */
  @Override
  public void close() {
    living.forEach(pod -> pod.process().close());
    api.close();
  }
}
