package io.tidemark.load.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.load.demo.EcstTracker;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that find each other as they do on Kubernetes: three form one cluster, one is killed and
 * replaced, and all are rolled, a new one first each time, while events arrive. In the end every
 * state is what it must be.
 */
class BootstrapIT {
  private static final int EVENTS_A_SECOND = Integer.getInteger("tidemark.rate", 400);

  /** Enough until all is rolled; what is left then comes at once. */
  private static final int EVENTS = EVENTS_A_SECOND * 120;

  private static final List<String> TYPES = List.of("cart", "order");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  private final EventGenerator generator = new EventGenerator(23, EVENTS);
  private final ClusterExpectation expected = new ClusterExpectation(generator);
  private final List<Pod> pods = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private Path aggregates;
  private int clusterPort;
  private int bootstrapPort;
  private int started;

  private record Pod(String address, NodeProcess process) {}

  @Test
  @Timeout(600)
  void formsReplacesAndRollsUnderLoad() throws Exception {
    aggregates = folder.resolve("demo.yaml");
    try (InputStream bundled = BootstrapIT.class.getResourceAsStream("/demo.yaml")) {
      Files.copy(bundled, aggregates);
    }
    List<Integer> ports = Ports.free(2);
    clusterPort = ports.get(0);
    bootstrapPort = ports.get(1);
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        KubernetesApiStub api = KubernetesApiStub.start(folder);
        GroupView groups = new GroupView(services.bootstrapServers(), LocalCluster.GROUP);
        EventPublisher publisher = new EventPublisher(services.bootstrapServers());
        EcstTracker tracker =
            new EcstTracker(
                services.bootstrapServers(),
                Map.of("shop.cart-state", "cart", "shop.order-state", "order"))) {
      try {
        run(services, api, groups, publisher, tracker);
      } catch (Exception | AssertionError failure) {
        for (Pod pod : pods) {
          System.err.println("--- " + pod.address() + "\n" + pod.process().lastLines());
        }
        throw failure;
      } finally {
        pods.forEach(pod -> pod.process().close());
      }
    }
  }

  private void run(
      EmbeddedServices services,
      KubernetesApiStub api,
      GroupView groups,
      EventPublisher publisher,
      EcstTracker tracker)
      throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      start(services, api);
    }
    awaitMembers(3);
    System.out.printf("formed by three after %.1f s%n", (System.nanoTime() - began) / 1e9);
    assertTrue(api.asked() > 0 && api.refused() == 0, api.asked() + " asked");

    Iterator<ShopEvent> delivery = generator.delivery();
    AtomicBoolean done = new AtomicBoolean();
    Thread load = new Thread(() -> feed(publisher, delivery, done), "load");
    load.start();
    try (LongestPause pause = new LongestPause(groups, TYPES).begin()) {
      replaceKilled(services, api);
      for (int i = 0; i < 3; i++) {
        roll(services, api);
      }
      pause.close();
      System.out.printf(
          "a node killed and three rolled: no partition stood still for more than %.1f s (%s)%n",
          pause.seconds(), pause.where());
    }
    done.set(true);
    load.join();
    generator.late().forEach(publisher::publish);
    publisher.flush();
    tracker.expect(expected.versions());
    assertTrue(tracker.await(PATIENCE, () -> {}), () -> "behind: " + tracker.describePending(10));
    assertEquals(List.of(), tracker.violations());
    assertEquals(List.of(), expected.differences(tracker.latest()));
    awaitMembers(3);
  }

  private Pod start(EmbeddedServices services, KubernetesApiStub api) throws IOException {
    started++;
    String address = "127.0.1." + started;
    Map<String, String> environment =
        new HashMap<>(
            NodeSettings.environment(
                services.bootstrapServers(), services.jdbcUrl(), LocalCluster.GROUP));
    environment.putAll(api.environment());
    environment.put("JDK_JAVA_OPTIONS", api.mounts());
    environment.put("TIDEMARK_HTTP_HOST", address);
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_CLUSTER_HOST", address);
    environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPort));
    environment.put("TIDEMARK_CLUSTER_BOOTSTRAP_PORT", Integer.toString(bootstrapPort));
    Pod pod =
        new Pod(
            address,
            NodeProcess.start(
                new NodeProcess.Options("node-" + started, folder, aggregates, environment, 512)));
    api.add(address);
    pods.add(pod);
    return pod;
  }

  private void replaceKilled(EmbeddedServices services, KubernetesApiStub api) throws Exception {
    Pod victim = pods.remove(1);
    victim.process().kill();
    api.remove(victim.address());
    start(services, api);
    awaitMembers(3);
  }

  /** As a Deployment does it: one more comes, and when it is ready, the oldest goes. */
  private void roll(EmbeddedServices services, KubernetesApiStub api) throws Exception {
    start(services, api);
    awaitMembers(4);
    Pod oldest = pods.remove(0);
    oldest.process().terminate();
    OptionalInt exit = oldest.process().awaitExit(LONGEST_END);
    api.remove(oldest.address());
    assertEquals(OptionalInt.of(0), exit, "exit code of " + oldest.address());
    awaitMembers(3);
  }

  /** Every living node is ready and counts so many members: one cluster, not two. */
  private void awaitMembers(int members) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Pod pod : pods) {
      int port = pod.process().awaitReady(PATIENCE);
      String seen = "";
      while (!seen.contains("tidemark_cluster_members{state=\"up\"} " + members + ".0\n")
          || get(pod, port, "/health/ready").statusCode() != 200) {
        assertTrue(
            System.nanoTime() < deadline,
            () -> pod.address() + " does not see " + members + " members, or is not ready");
        Thread.sleep(200);
        seen = get(pod, port, "/metrics").body();
      }
    }
  }

  private HttpResponse<String> get(Pod pod, int port, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + pod.address() + ":" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Paced until it is over, then all that is left at once. */
  private static void feed(
      EventPublisher publisher, Iterator<ShopEvent> delivery, AtomicBoolean done) {
    long began = System.nanoTime();
    for (int count = 1; delivery.hasNext(); count++) {
      publisher.publish(delivery.next());
      long due = began + count * 1_000_000_000L / EVENTS_A_SECOND;
      long pause = (due - System.nanoTime()) / 1_000_000;
      if (pause > 10 && !done.get()) {
        try {
          Thread.sleep(pause);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
    publisher.flush();
  }
}
