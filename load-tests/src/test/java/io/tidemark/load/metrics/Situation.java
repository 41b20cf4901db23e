package io.tidemark.load.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.tidemark.app.metrics.HttpMetrics;
import io.tidemark.app.metrics.LagMetrics;
import io.tidemark.app.metrics.Metrics;
import io.tidemark.app.metrics.NodeMetrics;
import io.tidemark.app.metrics.NodeStateMetrics;
import io.tidemark.app.metrics.OpenMattersMetrics;
import io.tidemark.app.metrics.PathMetrics;
import io.tidemark.app.metrics.ProjectionMetrics;
import io.tidemark.load.Eventually;
import io.tidemark.persistence.operations.OpenMatters;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import kamon.Kamon;
import kamon.metric.Gauge;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** A node's metrics, without a node, when all is well, and what Prometheus would see of them. */
final class Situation implements AutoCloseable {
  /** Shown by the test alone, to know that a scrape is as new as it must be. */
  static final String MARKER = "test_marker";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TopicPartition PARTITION = new TopicPartition("shop.carts", 3);

  final PathCounters counters = new PathCounters();
  private final Metrics metrics;
  private final NodeMetrics node;
  private final Gauge marker;
  private int scrapes;

  Situation() {
    metrics =
        Metrics.init(
            ConfigFactory.load(
                ConfigFactory.parseString(
                        "kamon.metric.tick-interval = 200 milliseconds\n"
                            + "kamon.modules.jvm-metrics.interval = 200 milliseconds")
                    .withFallback(ConfigFactory.parseResources("application-kamon.conf"))));
    HttpMetrics http = new HttpMetrics();
    marker = Kamon.gauge(MARKER, "A mark").withoutTags();
    node =
        new NodeMetrics(
            new PathMetrics(new PathCounters()),
            new NodeStateMetrics(
                () -> Map.of("database", true, "cluster", true),
                () -> true,
                () -> new NodeStateMetrics.Connections(1, 5, 0),
                () -> new NodeStateMetrics.Members(3, 0)),
            new OpenMattersMetrics(List.of("cart"), type -> OpenMatters.NONE),
            new LagMetrics(
                Map.of("cart", partitions -> Map.of(PARTITION, new LagMetrics.Standing(10, 10))),
                Map.of("cart", () -> Set.of(PARTITION)),
                System::nanoTime),
            new ProjectionMetrics(
                List.of(new ProjectionMetrics.Projection("carts", () -> 5, () -> 0)),
                name -> OptionalLong.of(0)));
    http.count(HttpRequest.GET("/aggregates/cart/1"), HttpResponse.create(), System.nanoTime());
  }

  /** What the situation looks like now. */
  String scrape() throws Exception {
    node.reportOwn();
    node.reportOutside();
    scrapes++;
    marker.update(scrapes);
    return Eventually.find(
        "new figures",
        PATIENCE,
        () -> {
          String figures = metrics.scrape();
          assertTrue(figures.contains(MARKER + " " + scrapes + ".0"), figures);
          return figures;
        });
  }

  @Override
  public void close() {
    metrics.stop(Duration.ofSeconds(5));
  }
}
