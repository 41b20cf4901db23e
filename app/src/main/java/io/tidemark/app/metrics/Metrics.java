package io.tidemark.app.metrics;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import scala.jdk.javaapi.FutureConverters;

/** Starts and stops Kamon, one per process, without its agent and without a server of its own. */
public final class Metrics {
  private static final String NAME = "tidemark-prometheus";

  private final PrometheusReporter reporter;

  private Metrics(PrometheusReporter reporter) {
    this.reporter = reporter;
  }

  /**
   * Starts measuring.
   *
   * @param config the whole configuration, with the section {@code kamon} of {@code
   *     application-kamon.conf}
   */
  public static Metrics init(Config config) {
    Kamon.initWithoutAttaching(config);
    PrometheusReporter reporter = PrometheusReporter.create();
    Kamon.addReporter(NAME, reporter);
    return new Metrics(reporter);
  }

  /** The latest figures in Prometheus' text format; empty until the first tick has passed. */
  public String scrape() {
    return reporter.scrapeData();
  }

  /** Stops measuring and waits, up to the limit, until what was measured is handed over. */
  public void stop(Duration limit) {
    try {
      FutureConverters.asJava(Kamon.stop())
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException incomplete) {
      // The figures of the last seconds are lost with the process; nothing else depends on them.
      return;
    }
  }
}
