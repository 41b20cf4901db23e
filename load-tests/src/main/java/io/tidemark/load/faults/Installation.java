package io.tidemark.load.faults;

import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.services.BrokerListener;
import io.tidemark.load.services.OwnDisk;
import io.tidemark.load.services.Ports;
import io.tidemark.load.services.ShutdownHooks;
import io.tidemark.load.services.StandaloneDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
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
 * two, and the other nodes reach it. The harness itself reaches them directly.
 */
final class Installation implements AutoCloseable {
  /** The prefix of the nodes' consumer groups. */
  static final String GROUP = "faults";

  static final String AGGREGATES = "demo.yaml";

  private static final String REMOTE = "pekko.remote.artery";
  private static final boolean HAS_ADDRESSES = System.getProperty("os.name").equals("Linux");
  private static final String ADMIN_TOKEN = "faults-admin";

  /** Journal, its log and what a crash leaves behind, of runs of any sensible length. */
  private static final int DISK_MEGABYTES = 4_000;

  private final int brokerPort;
  private final StandaloneDatabase database;
  private final BrokerProcess broker;
  private final Optional<OwnDisk> disk;
  private final List<Site> sites = new ArrayList<>();
  private final Thread closer = new Thread(this::stop, "installation-closer");

  /**
   * A node, its ways to broker and database, and the other nodes' way to it.
   *
   * @param address by which the others' proxies know it
   */
  record Site(
      SupervisedNode node,
      TcpProxy toBroker,
      TcpProxy toDatabase,
      TcpProxy fromNodes,
      InetAddress address) {}

  private Installation(
      int brokerPort, StandaloneDatabase database, BrokerProcess broker, Optional<OwnDisk> disk) {
    this.brokerPort = brokerPort;
    this.database = database;
    this.broker = broker;
    this.disk = disk;
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
    Path data = folder.resolve("postgres");
    Optional<OwnDisk> disk = OwnDisk.at(data, DISK_MEGABYTES);
    StandaloneDatabase database = StandaloneDatabase.start(data, ports.get(1));
    Installation installation = new Installation(ports.get(0), database, broker, disk);
    try {
      broker.start();
      List<Integer> clusterPorts = ports.subList(2 + nodes, 2 + 2 * nodes);
      List<TcpProxy> fromNodes = new ArrayList<>();
      for (int clusterPort : clusterPorts) {
        fromNodes.add(TcpProxy.to(clusterPort));
      }
      for (int number = 0; number < nodes; number++) {
        TcpProxy toDatabase = TcpProxy.to(database.port());
        Map<String, String> environment =
            new HashMap<>(
                NodeSettings.environment(
                    "127.0.0.1:" + toBroker.get(number).port(),
                    database.jdbcUrl(toDatabase.port()),
                    GROUP));
        environment.put("TIDEMARK_HTTP_PORT", "0");
        environment.put("TIDEMARK_ADMIN_TOKEN", ADMIN_TOKEN);
        environment.put("TIDEMARK_CLUSTER_PORT", Integer.toString(fromNodes.get(number).port()));
        environment.put("TIDEMARK_CLUSTER_SEED_NODES", seeds(fromNodes));
        String address = address(number);
        environment.put(
            "JAVA_TOOL_OPTIONS",
            "-D%s.bind.hostname=127.0.0.1 -D%s.bind.port=%d -D%s=%s %s"
                .formatted(
                    REMOTE,
                    REMOTE,
                    clusterPorts.get(number),
                    REMOTE + ".advanced.tcp.outbound-client-hostname",
                    address,
                    without.map(Rule::options).orElse("")));
        SupervisedNode node =
            new SupervisedNode("node-" + (number + 1), folder, aggregates, environment);
        installation.sites.add(
            new Site(
                node,
                toBroker.get(number),
                toDatabase,
                fromNodes.get(number),
                InetAddress.getByName(address)));
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

  private static String seeds(List<TcpProxy> nodes) {
    return String.join(",", nodes.stream().map(node -> "127.0.0.1:" + node.port()).toList());
  }

  /** Linux answers on every address of 127.0.0.0/8; elsewhere all nodes have the same one. */
  private static String address(int number) {
    return HAS_ADDRESSES ? "127.0.0." + (11 + number) : "127.0.0.1";
  }

  String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** A connection of the harness's own. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(database.port()));
  }

  /** The database's own file system, where there can be one. */
  Optional<OwnDisk> disk() {
    return disk;
  }

  /** Why a kind of fault cannot be made to happen on this machine; empty when it can. */
  Optional<String> obstacle(FaultKind kind) {
    if (kind == FaultKind.FILL_DISK && disk.isEmpty()) {
      return Optional.of("no file system may be mounted here");
    }
    return kind == FaultKind.CUT_NODES && !HAS_ADDRESSES
        ? Optional.of("the nodes cannot have addresses of their own here")
        : Optional.empty();
  }

  /** Cuts a node off from all the others, or lets them reach each other again. */
  void cutOff(Site alone, boolean silent) {
    for (Site other : sites) {
      if (other != alone) {
        other.fromNodes().silence(alone.address(), silent);
        alone.fromNodes().silence(other.address(), silent);
      }
    }
  }

  /** A node that answers, asked as an operator asks; empty while none does. */
  Optional<OperatorQueries> operator(int turn) throws IOException {
    for (int number = 0; number < sites.size(); number++) {
      Optional<Integer> port = sites.get((turn + number) % sites.size()).node().httpPort();
      if (port.isPresent()) {
        return Optional.of(new OperatorQueries(port.get(), ADMIN_TOKEN));
      }
    }
    return Optional.empty();
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
    ShutdownHooks.remove(closer);
    stop();
  }

  private synchronized void stop() {
    sites.forEach(
        site -> {
          site.node().close();
          site.toBroker().close();
          site.toDatabase().close();
          site.fromNodes().close();
        });
    broker.close();
    database.close();
    disk.ifPresent(OwnDisk::close);
  }
}
