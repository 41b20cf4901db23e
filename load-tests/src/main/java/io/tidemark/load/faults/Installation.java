package io.tidemark.load.faults;

import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.BrokerListener;
import io.tidemark.load.services.Ports;
import io.tidemark.load.services.StandaloneDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Broker, database and nodes, each a process, and the proxies by which each node reaches the other
 * two. The harness itself reaches them directly.
 */
final class Installation implements AutoCloseable {
  /** The prefix of the nodes' consumer groups. */
  static final String GROUP = "faults";

  static final String AGGREGATES = "demo.yaml";

  private final int brokerPort;
  private final StandaloneDatabase database;
  private final BrokerProcess broker;
  private final List<Site> sites = new ArrayList<>();
  private final Thread closer = new Thread(this::stop, "installation-closer");

  /** A node and its ways to the others. */
  record Site(SupervisedNode node, TcpProxy toBroker, TcpProxy toDatabase) {}

  private Installation(int brokerPort, StandaloneDatabase database, BrokerProcess broker) {
    this.brokerPort = brokerPort;
    this.database = database;
    this.broker = broker;
    // Whoever ends the harness ends what it started.
    Runtime.getRuntime().addShutdownHook(closer);
  }

  /**
   * Starts all, and returns when every node says that it is ready.
   *
   * @param folder for all files, empty
   * @param without the rule that the nodes are to do without, if any
   * @param revivals told when a node had ended by itself and was started again
   */
  static Installation start(
      Path folder, int nodes, Optional<Rule> without, Consumer<String> revivals)
      throws IOException, InterruptedException {
    Path aggregates = folder.resolve(AGGREGATES);
    try (InputStream bundled = Installation.class.getResourceAsStream("/" + AGGREGATES)) {
      Files.copy(bundled, aggregates);
    }
    List<Integer> ports = Ports.free(2 + 2 * nodes);
    List<TcpProxy> toBroker = new ArrayList<>();
    List<BrokerListener> listeners = new ArrayList<>();
    for (int number = 0; number < nodes; number++) {
      int port = ports.get(2 + number);
      toBroker.add(TcpProxy.to(port));
      listeners.add(new BrokerListener("NODE" + number, port, toBroker.get(number).port()));
    }
    BrokerProcess broker = new BrokerProcess(folder, ports.get(0), listeners);
    StandaloneDatabase database =
        StandaloneDatabase.start(folder.resolve("postgres"), ports.get(1));
    Installation installation = new Installation(ports.get(0), database, broker);
    try {
      broker.start();
      List<Integer> clusterPorts = ports.subList(2 + nodes, 2 + 2 * nodes);
      for (int number = 0; number < nodes; number++) {
        TcpProxy toDatabase = TcpProxy.to(database.port());
        Map<String, String> environment =
            new HashMap<>(
                NodeSettings.environment(
                    "127.0.0.1:" + toBroker.get(number).port(),
                    database.jdbcUrl(toDatabase.port()),
                    GROUP));
        environment.put("TIDEMARK_HTTP_PORT", "0");
        environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPorts.get(number)));
        environment.put("TIDEMARK_CLUSTER_SEED_NODES", seeds(clusterPorts));
        without.ifPresent(rule -> environment.put("JAVA_TOOL_OPTIONS", rule.options()));
        SupervisedNode node =
            new SupervisedNode("node-" + (number + 1), folder, aggregates, environment);
        installation.sites.add(new Site(node, toBroker.get(number), toDatabase));
        node.start();
      }
      installation.supervise(revivals);
      for (Site site : installation.sites) {
        site.node().awaitReady();
      }
      return installation;
    } catch (IOException | InterruptedException | RuntimeException failure) {
      installation.close();
      throw failure;
    }
  }

  private void supervise(Consumer<String> revivals) {
    Thread supervisor =
        new Thread(
            () -> {
              try {
                while (true) {
                  for (Site site : sites) {
                    if (site.node().revive()) {
                      revivals.accept(
                          site.node().name() + " had ended by itself and is started again");
                    }
                  }
                  TimeUnit.MILLISECONDS.sleep(500);
                }
              } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt();
              }
            },
            "supervisor");
    supervisor.setDaemon(true);
    supervisor.start();
  }

  private static String seeds(List<Integer> ports) {
    return String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
  }

  String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** A connection of the harness's own. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(database.port()));
  }

  StandaloneDatabase database() {
    return database;
  }

  BrokerProcess broker() {
    return broker;
  }

  List<Site> sites() {
    return List.copyOf(sites);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closer);
    } catch (IllegalStateException exiting) {
      // The hook does it, or is about to: doing it twice is harmless.
    }
    stop();
  }

  private synchronized void stop() {
    sites.forEach(
        site -> {
          site.node().close();
          site.toBroker().close();
          site.toDatabase().close();
        });
    broker.close();
    database.close();
  }
}
