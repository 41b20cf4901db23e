package io.tidemark.load.services;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidemark.app.command.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Features;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.LoggerFactory;

/** One Kafka node, broker and controller at once, in this process. */
final class EmbeddedBroker implements Starting.Part {
  private static final int NODE = 1;

  /** 16 MiB of value, and room for key, headers and the batch around it. */
  private static final int LARGEST_BATCH = 17 * 1024 * 1024;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static EmbeddedBroker start(Path directory, int port) {
    return start(directory, port, List.of());
  }

  /**
   * @param further listeners beside the one on {@code port}
   */
  static EmbeddedBroker start(Path directory, int port, List<BrokerListener> further) {
    return start(
        directory, port, settings -> further.forEach(listener -> listener.addTo(settings)));
  }

  /**
   * @param changes to the broker's settings
   */
  static EmbeddedBroker start(Path directory, int port, Consumer<Map<String, String>> changes) {
    int controllerPort = Ports.take(0, "the Kafka controller", "--kafka-port");
    Map<String, String> settings = settings(directory, port, controllerPort);
    changes.accept(settings);
    KafkaRaftServer server = null;
    try {
      if (!Files.exists(directory.resolve("meta.properties"))) {
        format(directory);
      }
      server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
      return new EmbeddedBroker(server, port);
    } catch (Exception failure) {
      if (server != null) {
        shutDown(server);
      }
      throw CommandFailure.failed(
          "the embedded Kafka did not start on port " + port + ": " + rootMessage(failure),
          failure);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    shutDown(server);
  }

  private static void shutDown(KafkaRaftServer server) {
    // Kafka's own clients warn, at every end, of having been closed twice.
    Logger clients = (Logger) LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient");
    Level usual = clients.getLevel();
    clients.setLevel(Level.ERROR);
    try {
      server.shutdown();
      server.awaitShutdown();
    } finally {
      clients.setLevel(usual);
    }
  }

  /** Gives an empty folder its cluster id and node id, as the storage tool of Kafka does. */
  private static void format(Path directory) throws Exception {
    Files.createDirectories(directory);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    new Formatter()
        .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
        .setSupportedFeatures(Features.PRODUCTION_FEATURES)
        .setNodeId(NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(directory.toString())
        .addDirectory(directory.toString())
        .run();
  }

  private static Map<String, String> settings(Path directory, int port, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");

    settings.put("message.max.bytes", Integer.toString(LARGEST_BATCH));
    settings.put("replica.fetch.max.bytes", Integer.toString(LARGEST_BATCH));
    settings.put("socket.request.max.bytes", Integer.toString(100 * 1024 * 1024));

    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("min.insync.replicas", "1");

    if (Files.exists(directory.resolve("meta.properties"))
        && !Files.exists(directory.resolve(".kafka_cleanshutdown"))) {
      // After a kill the controller lets the broker in only when its old session has run out, by
      // default after 9 s. Otherwise the default is right: it forgives a stalled machine more.
      settings.put("broker.session.timeout.ms", "5000");
      settings.put("broker.heartbeat.interval.ms", "500");
    }

    // Groups of one member need not wait for others to join.
    settings.put("group.initial.rebalance.delay.ms", "0");

    // Threads for a machine of two cores that does other work as well.
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "3");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.threads", "1");
    // The default takes 128 MiB of the heap that the node shares.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    return settings;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
