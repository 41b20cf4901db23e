package io.tidemark.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.tidemark.app.http.Readiness;
import io.tidemark.app.metrics.LagMetrics;
import io.tidemark.app.metrics.NodeMetrics;
import io.tidemark.app.metrics.NodeStateMetrics;
import io.tidemark.app.metrics.OpenMattersMetrics;
import io.tidemark.app.metrics.PathMetrics;
import io.tidemark.app.metrics.ProjectionMetrics;
import io.tidemark.persistence.operations.OpenMatters;
import io.tidemark.persistence.operations.OperationsQueries;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.Cluster;
import scala.concurrent.ExecutionContext;

/** Joins what a node shows to where it stands. */
public final class Figures {
  private static final Duration OWN = Duration.ofSeconds(1);
  private static final Duration OUTSIDE = Duration.ofSeconds(5);

  private Figures() {}

  /**
   * Looks from now on, until the actor system ends.
   *
   * @return what is seen of the whole cluster
   */
  public static ScalingWatch start(
      ActorSystem<?> system,
      Map<String, RunningType> types,
      PathCounters counters,
      HikariDataSource dataSource,
      Standings standings,
      Readiness readiness) {
    Function<String, OpenMatters> open = new OperationsQueries(dataSource)::open;
    ScalingWatch watch =
        new ScalingWatch(
            types,
            standings,
            open,
            () -> members(system).up(),
            () -> connections(dataSource).pending());
    NodeMetrics metrics =
        new NodeMetrics(
            new PathMetrics(counters),
            new NodeStateMetrics(
                readiness::checks,
                standings::areAnswered,
                () -> connections(dataSource),
                () -> members(system)),
            new OpenMattersMetrics(types.keySet(), open),
            lag(types, standings),
            projections(types));
    system.scheduler().scheduleAtFixedRate(OWN, OWN, metrics::reportOwn, system.executionContext());
    system
        .scheduler()
        .scheduleWithFixedDelay(
            OWN,
            OUTSIDE,
            () -> {
              metrics.reportOutside();
              watch.look();
            },
            ExecutionContext.fromExecutor(
                system.dispatchers().lookup(DispatcherSelector.blocking())));
    return watch;
  }

  private static NodeStateMetrics.Connections connections(HikariDataSource dataSource) {
    HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
    return new NodeStateMetrics.Connections(
        pool.getActiveConnections(),
        pool.getIdleConnections(),
        pool.getThreadsAwaitingConnection());
  }

  private static NodeStateMetrics.Members members(ActorSystem<?> system) {
    var state = Cluster.get(system).state();
    int up = 0;
    for (var member : state.getMembers()) {
      up += member.status() == org.apache.pekko.cluster.MemberStatus.up() ? 1 : 0;
    }
    return new NodeStateMetrics.Members(up, state.getUnreachable().size());
  }

  private static LagMetrics lag(Map<String, RunningType> types, Standings standings) {
    Map<String, Function<Set<TopicPartition>, Map<TopicPartition, LagMetrics.Standing>>> readers =
        new HashMap<>();
    Map<String, Supplier<Set<TopicPartition>>> consumed = new HashMap<>();
    types.forEach(
        (name, type) -> {
          readers.put(name, partitions -> standings.ofInput(name, partitions));
          consumed.put(name, type::consumed);
        });
    return new LagMetrics(readers, consumed, System::nanoTime);
  }

  private static ProjectionMetrics projections(Map<String, RunningType> types) {
    Map<String, RunningProjection> running = new HashMap<>();
    types
        .values()
        .forEach(type -> type.projecting().forEach(each -> running.put(each.name(), each)));
    List<ProjectionMetrics.Projection> all =
        running.values().stream()
            .map(
                each ->
                    new ProjectionMetrics.Projection(
                        each.name(), each.progress()::applied, each.progress()::restarts))
            .toList();
    return new ProjectionMetrics(all, name -> running.get(name).status().lag());
  }
}
