package io.tidemark.load.metrics;

import io.tidemark.load.Eventually;
import io.tidemark.load.cluster.NodeProcess;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Broker, database and two nodes, each a process of its own, that sums up its figures often. */
final class WatchedCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int HEAP_MEGABYTES = 512;

  /**
   * Figures are summed up each second. And the resolver of split brains does not come to a decision
   * soon, as when members come and go and it is never quiet for long enough.
   */
  private static final String OPTIONS =
      "-Dkamon.metric.tick-interval=1s -Dpekko.cluster.split-brain-resolver.stable-after=40s";

  private final EmbeddedServices services;
  private final Path folder;
  private final EventPublisher publisher;
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<Integer> httpPorts = new ArrayList<>();

  private WatchedCluster(EmbeddedServices services, Path folder) {
    this.services = services;
    this.folder = folder;
    this.publisher = new EventPublisher(services.bootstrapServers());
  }

  /**
   * Starts all, and returns when the nodes are ready.
   *
   * @param folder for the nodes' logs
   */
  static WatchedCluster start(Path folder) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("shipping.yaml"), Shipping.FILE);
    WatchedCluster cluster =
        new WatchedCluster(EmbeddedServices.start(EmbeddedServices.Options.temporary()), folder);
    try {
      List<Integer> ports = Ports.free(2);
      for (int port : ports) {
        cluster.nodes.add(
            cluster.node(
                cluster.services.bootstrapServers(),
                Map.of(
                    "TIDEMARK_HTTP_PORT",
                    "0",
                    "TIDEMARK_CLUSTER_PORT",
                    Integer.toString(port),
                    "TIDEMARK_CLUSTER_SEED_NODES",
                    "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1))));
      }
      for (NodeProcess node : cluster.nodes) {
        cluster.httpPorts.add(node.awaitReady(START));
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  private NodeProcess node(String bootstrapServers, Map<String, String> further)
      throws IOException {
    Map<String, String> environment =
        new HashMap<>(NodeSettings.environment(bootstrapServers, services.jdbcUrl(), "alerts"));
    environment.put("TIDEMARK_KAFKA_PARTITIONS", "2");
    environment.put("JAVA_TOOL_OPTIONS", OPTIONS);
    environment.putAll(further);
    return NodeProcess.start(
        new NodeProcess.Options(
            "node-" + Integer.toHexString(further.hashCode()),
            folder,
            folder.resolve("shipping.yaml"),
            environment,
            HEAP_MEGABYTES));
  }

  NodeProcess first() {
    return nodes.get(0);
  }

  NodeProcess second() {
    return nodes.get(1);
  }

  int firstHttpPort() {
    return httpPorts.get(0);
  }

  int secondHttpPort() {
    return httpPorts.get(1);
  }

  /** Starts one more node, which waits for a broker that is not there. */
  NodeProcess startWithoutBroker(int httpPort) throws IOException {
    NodeProcess waiting =
        node(
            "127.0.0.1:" + Ports.free(1).get(0),
            Map.of("TIDEMARK_HTTP_PORT", Integer.toString(httpPort)));
    nodes.add(waiting);
    return waiting;
  }

  void publish(ProducerRecord<byte[], byte[]> event) {
    publisher.publish(event);
    publisher.flush();
  }

  /** From now on nothing can be published, and nobody starts who needs it. */
  void stopBroker() {
    services.stopBroker();
  }

  /** Publishes the first events of many aggregates, called {@code ID-NUMBER}. */
  void publishMany(String type, String id, int count) {
    for (int number = 0; number < count; number++) {
      publisher.publish(Shipping.weighed(type, id + "-" + number, 1));
    }
    publisher.flush();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(services.jdbcUrl());
  }

  /** Executes a statement in the nodes' database. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Has PostgreSQL do something whenever the journal is written. */
  void onJournalWrites(String deed) throws SQLException {
    execute(
        "create function trouble() returns trigger language plpgsql as $$ begin "
            + deed
            + "; return null; end $$");
    execute(
        "create trigger trouble before insert on event_journal"
            + " for each statement execute function trouble()");
  }

  /** And not any more. */
  void leaveJournalWritesAlone() throws SQLException {
    execute("drop trigger trouble on event_journal");
    execute("drop function trouble()");
  }

  /** Waits until a query of one truth value finds that it is so. */
  void awaitTrue(String condition) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Eventually.await(
          condition,
          PATIENCE,
          () -> {
            try (ResultSet row = statement.executeQuery("select " + condition)) {
              row.next();
              return row.getBoolean(1);
            }
          });
    }
  }

  /** What the nodes said last. */
  String logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    for (NodeProcess node : nodes) {
      logs.append(node.name()).append(":\n").append(node.lastLines()).append('\n');
    }
    return logs.toString();
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    publisher.close();
    services.close();
  }
}
