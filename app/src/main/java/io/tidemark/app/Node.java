package io.tidemark.app;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.metrics.Metrics;
import io.tidemark.app.metrics.PathMetrics;
import io.tidemark.app.wiring.Api;
import io.tidemark.app.wiring.Database;
import io.tidemark.app.wiring.KafkaClients;
import io.tidemark.app.wiring.NodeConfiguration;
import io.tidemark.app.wiring.RunningType;
import io.tidemark.app.wiring.Topics;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running node. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final long DRAIN_SECONDS = 20;
  private static final Duration REPORT = Duration.ofSeconds(1);

  private final ActorSystem<Void> system;
  private final HikariDataSource dataSource;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, RunningType> types = new LinkedHashMap<>();
  private final PathCounters counters = new PathCounters();
  private final Metrics metrics;
  private ServerBinding http;

  private Node(
      ActorSystem<Void> system, HikariDataSource dataSource, Producer<byte[], byte[]> producer) {
    this.system = system;
    this.dataSource = dataSource;
    this.producer = producer;
    this.metrics = Metrics.init(system.settings().config());
  }

  /**
   * Starts a node; returns when it consumes and answers.
   *
   * @throws StartException when a part that it needs is not there or not right
   */
  public static Node start(Settings settings, List<AggregateDefinition> definitions)
      throws StartException {
    Map<String, Integer> partitions = prepareTopics(settings, definitions);
    HikariDataSource dataSource = Database.open(settings.jdbc());
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "tidemark", NodeConfiguration.of(settings));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    Producer<byte[], byte[]> producer = new KafkaClients(system, settings.kafka()).producer();
    Node node = new Node(system, dataSource, producer);
    try {
      node.run(settings, definitions, partitions);
      return node;
    } catch (StartException e) {
      node.close();
      throw e;
    }
  }

  private static Map<String, Integer> prepareTopics(
      Settings settings, List<AggregateDefinition> definitions) throws StartException {
    try (Admin admin = KafkaClients.admin(settings.kafka())) {
      return new Topics(settings.kafka(), admin).prepare(definitions);
    }
  }

  private void run(
      Settings settings, List<AggregateDefinition> definitions, Map<String, Integer> partitions)
      throws StartException {
    for (AggregateDefinition definition : definitions) {
      types.put(
          definition.type(),
          RunningType.start(
              system,
              settings,
              definition,
              partitions.get(definition.type()),
              dataSource,
              producer,
              counters));
    }
    PathMetrics path = new PathMetrics(counters);
    system.scheduler().scheduleAtFixedRate(REPORT, REPORT, path::report, system.executionContext());
    http = Api.start(system, settings, types, dataSource, producer, metrics::scrape, this::checks);
  }

  private Map<String, Boolean> checks() {
    Map<String, Boolean> checks = new LinkedHashMap<>();
    checks.put("database", dataSource.isRunning());
    types.forEach((name, type) -> checks.put("stream." + name, type.isConsuming()));
    return checks;
  }

  /** The port that queries are answered on. */
  public int httpPort() {
    return http.localAddress().getPort();
  }

  /** What the path has done so far. */
  public PathCounters counters() {
    return counters;
  }

  /** Completes when the node has ended, by whatever cause. */
  public CompletionStage<Done> whenTerminated() {
    return system.getWhenTerminated();
  }

  /** Takes in no more, commits what is on its way, and ends. */
  @Override
  public void close() {
    CompletableFuture<?>[] drains =
        types.values().stream()
            .map(type -> type.drain().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    await(CompletableFuture.allOf(drains), "drain");
    system.terminate();
    await(system.getWhenTerminated().toCompletableFuture(), "terminate");
    producer.close(Duration.ofSeconds(5));
    dataSource.close();
    metrics.stop(Duration.ofSeconds(2));
  }

  private static void await(CompletableFuture<?> future, String what) {
    try {
      future.get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the node did not {} in time: {}", what, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
