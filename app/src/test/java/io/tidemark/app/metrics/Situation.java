package io.tidemark.app.metrics;

import com.typesafe.config.ConfigFactory;
import io.tidemark.persistence.operations.OpenMatters;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.metric.Gauge;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/**
 * A node's metrics on a situation that tests make up, and what Prometheus would see of it. At first
 * all is well.
 */
final class Situation implements AutoCloseable {
  /** Shown by the test alone, to know that a scrape is as new as it must be. */
  static final String MARKER = "test_marker";

  private static final TopicPartition PARTITION = new TopicPartition("shop.carts", 3);

  final PathCounters counters = new PathCounters();
  Map<String, Boolean> checks = Map.of("database", true, "cluster", true);
  NodeStateMetrics.Connections connections = new NodeStateMetrics.Connections(1, 5, 0);
  NodeStateMetrics.Members members = new NodeStateMetrics.Members(3, 0);
  OpenMatters open = OpenMatters.NONE;
  LagMetrics.Standing standing = new LagMetrics.Standing(10, 10);
  long nanos;
  long projected = 5;
  long projectionRestarts;
  long projectionLag;

  private final Metrics metrics;
  private final NodeMetrics node;
  private final HttpMetrics http = new HttpMetrics();
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
    marker = Kamon.gauge(MARKER, "A mark").withoutTags();
    node =
        new NodeMetrics(
            new PathMetrics(counters),
            new NodeStateMetrics(() -> checks, () -> connections, () -> members),
            new OpenMattersMetrics(List.of("cart"), type -> open),
            new LagMetrics(
                Map.of("cart", partitions -> Map.of(PARTITION, standing)),
                Map.of("cart", () -> Set.of(PARTITION)),
                () -> nanos),
            new ProjectionMetrics(
                List.of(
                    new ProjectionMetrics.Projection(
                        "carts", () -> projected, () -> projectionRestarts)),
                name -> OptionalLong.of(projectionLag)));
    answered("/aggregates/cart/1", 200, 1);
  }

  /** Requests were answered. */
  void answered(String path, int status, int times) {
    for (int i = 0; i < times; i++) {
      http.count(
          HttpRequest.GET(path),
          HttpResponse.create().withStatus(StatusCodes.get(status)),
          System.nanoTime());
    }
  }

  /** What the situation looks like now. */
  String scrape() throws InterruptedException {
    node.reportOwn();
    node.reportOutside();
    scrapes++;
    marker.update(scrapes);
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!metrics.scrape().contains(MARKER + " " + scrapes + ".0")) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no new figures in\n" + metrics.scrape());
      }
      // A pause between looks; nothing counts it down.
      never.await(50, TimeUnit.MILLISECONDS);
    }
    return metrics.scrape();
  }

  @Override
  public void close() {
    metrics.stop(Duration.ofSeconds(5));
  }
}
