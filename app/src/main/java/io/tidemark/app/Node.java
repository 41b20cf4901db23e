package io.tidemark.app;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.app.metrics.Metrics;
import io.tidemark.app.tracing.OtlpTraces;
import io.tidemark.app.wiring.Api;
import io.tidemark.app.wiring.Database;
import io.tidemark.app.wiring.DatabaseProbe;
import io.tidemark.app.wiring.Figures;
import io.tidemark.app.wiring.FlowRetention;
import io.tidemark.app.wiring.KafkaClients;
import io.tidemark.app.wiring.Membership;
import io.tidemark.app.wiring.NodeConfiguration;
import io.tidemark.app.wiring.RunningType;
import io.tidemark.app.wiring.ScalingWatch;
import io.tidemark.app.wiring.Standings;
import io.tidemark.app.wiring.Topics;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.aggregate.Residents;
import io.tidemark.persistence.flow.FlowTable;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/** One running node. */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** Less than what Kubernetes and most supervisors leave between SIGTERM and SIGKILL. */
  public static final Duration LONGEST_END = Duration.ofSeconds(15);

  private static final Duration LAST_RECORDS = Duration.ofSeconds(1);
  private static final Duration LAST_FIGURES = Duration.ofSeconds(1);
  private static final Duration FORGET_FLOWS = Duration.ofMinutes(1);
  private static final Duration LOOK_FOR_DATABASE = Duration.ofSeconds(5);

  /**
   * Events that wait take a sixth of the heap at most; more of them wait in the journal. With as
   * many aggregates as may be in memory, a third, that is the half that does not die young.
   */
  private static final long WAITING_SHARE_OF_HEAP = 6;

  private final ActorSystem<Void> system;
  private final HikariDataSource dataSource;
  private final DatabaseProbe database;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, RunningType> types = new LinkedHashMap<>();
  private final PathCounters counters = new PathCounters();
  private final Metrics metrics;
  private final Standings standings;
  private Optional<OtlpTraces> traces = Optional.empty();
  private ServerBinding http;
  private ScalingWatch scaling;
  private volatile boolean stopping;

  private Node(
      ActorSystem<Void> system,
      HikariDataSource dataSource,
      Producer<byte[], byte[]> producer,
      Standings standings) {
    this.system = system;
    this.dataSource = dataSource;
    this.database = new DatabaseProbe(dataSource);
    this.producer = producer;
    this.standings = standings;
    this.metrics = Metrics.init(system.settings().config());
  }

  /**
   * Starts a node; returns when it consumes and answers.
   *
   * @throws StartException when a part that it needs is not there or not right
   */
  public static Node start(Settings settings, List<AggregateDefinition> definitions)
      throws StartException {
    return start(settings, definitions, () -> {});
  }

  /**
   * Starts a node; returns when it consumes and answers.
   *
   * @param beforeAnswering lets go of its HTTP address, if somebody answers there meanwhile
   * @throws StartException when a part that it needs is not there or not right
   */
  public static Node start(
      Settings settings, List<AggregateDefinition> definitions, Runnable beforeAnswering)
      throws StartException {
    Map<String, Integer> partitions = prepareTopics(settings, definitions);
    HikariDataSource dataSource = Database.open(settings.jdbc());
    ActorSystem<Void> system = system(settings, dataSource);
    Producer<byte[], byte[]> producer = new KafkaClients(system, settings.kafka()).producer();
    Node node = new Node(system, dataSource, producer, new Standings(settings.kafka()));
    try {
      Membership.join(system, settings.cluster());
      node.traces = OtlpTraces.start(settings.tracing(), Membership.address(system));
      node.run(settings, definitions, partitions);
      beforeAnswering.run();
      node.answer(settings);
      return node;
    } catch (StartException e) {
      node.close();
      throw e;
    } catch (IllegalStateException e) {
      // Whoever is not yet at work can be put out of the cluster, too.
      boolean putOut = Cluster.get(system).isTerminated();
      node.close();
      if (!putOut) {
        throw e;
      }
      throw new StartException(
          "the cluster put this node out while it was starting, because the others could not reach"
              + " it in time; its log says more. Start it again",
          e);
    }
  }

  private static ActorSystem<Void> system(Settings settings, HikariDataSource dataSource)
      throws StartException {
    try {
      return ActorSystem.create(Behaviors.empty(), "tidemark", NodeConfiguration.of(settings));
    } catch (RuntimeException e) {
      dataSource.close();
      Settings.Cluster cluster = settings.cluster();
      throw new StartException(
          "cannot start on "
              + cluster.host()
              + ":"
              + cluster.port()
              + " for the other nodes ("
              + e.getMessage()
              + "); is the port taken? Choose another (tidemark.cluster.port,"
              + " TIDEMARK_CLUSTER_PORT; 0 takes a free one)",
          e);
    }
  }

  private static Map<String, Integer> prepareTopics(
      Settings settings, List<AggregateDefinition> definitions) throws StartException {
    try (Admin admin = KafkaClients.admin(settings.kafka())) {
      return new Topics(settings.kafka(), admin).prepare(definitions);
    }
  }

  private void run(
      Settings settings, List<AggregateDefinition> definitions, Map<String, Integer> partitions) {
    long heap = Runtime.getRuntime().maxMemory();
    WaitingRoom room = new WaitingRoom(heap / WAITING_SHARE_OF_HEAP);
    Residents residents = Residents.in(heap);
    for (AggregateDefinition definition : definitions) {
      types.put(
          definition.type(),
          RunningType.start(
              system,
              settings,
              definition,
              partitions.get(definition.type()),
              room,
              residents,
              dataSource,
              producer,
              counters));
    }
    scaling = Figures.start(system, types, counters, dataSource, standings, this::checks);
    FlowRetention retention = new FlowRetention(new FlowTable(dataSource), settings.flows());
    every(FORGET_FLOWS, retention::enforce);
    every(LOOK_FOR_DATABASE, database::look);
  }

  private void every(Duration delay, Runnable act) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            delay,
            delay,
            act,
            ExecutionContext.fromExecutor(
                system.dispatchers().lookup(DispatcherSelector.blocking())));
  }

  private void answer(Settings settings) throws StartException {
    http =
        Api.start(
            system, settings, types, dataSource, producer, metrics::scrape, this::checks, scaling);
  }

  private Map<String, Boolean> checks() {
    Map<String, Boolean> checks = new LinkedHashMap<>();
    checks.put("database", database.isReachable());
    checks.put("cluster", Membership.isMember(system));
    checks.put("running", !stopping);
    types.forEach(
        (name, type) -> {
          checks.put("stream." + name, type.isConsuming());
          checks.put("shards." + name, type.isPlaced());
        });
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

  /**
   * Takes in no more, commits what is on its way, hands its aggregates over, leaves the cluster,
   * and ends: usually within 5 s, and whatever is wrong within {@link #LONGEST_END}.
   */
  @Override
  public void close() {
    stopping = true;
    long deadline = System.nanoTime() + LONGEST_END.toNanos();
    CompletableFuture<?>[] drains =
        types.values().stream()
            .map(type -> type.drain().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    await(CompletableFuture.allOf(drains), "finish what was on its way", deadline);
    // Ends the answers, hands the shards over and leaves the cluster before the actors end.
    system.terminate();
    await(system.getWhenTerminated().toCompletableFuture(), "leave the cluster", deadline);
    producer.close(LAST_RECORDS);
    standings.close();
    dataSource.close();
    traces.ifPresent(OtlpTraces::close);
    metrics.stop(LAST_FIGURES);
  }

  private static void await(CompletableFuture<?> future, String what, long deadline) {
    long started = System.nanoTime();
    try {
      future.get(Math.max(0, deadline - started), TimeUnit.NANOSECONDS);
      LOG.debug("took {} ms to {}", (System.nanoTime() - started) / 1_000_000, what);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the node did not {} in time: {}", what, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
