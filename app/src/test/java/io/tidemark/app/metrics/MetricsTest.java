package io.tidemark.app.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  @Test
  void showsWhatWasCounted() throws Exception {
    Config config =
        ConfigFactory.load(
            ConfigFactory.parseString("kamon.metric.tick-interval = 200 milliseconds")
                .withFallback(ConfigFactory.parseResources("application-kamon.conf")));
    Metrics metrics = Metrics.init(config);
    try {
      Kamon.counter("tidemark.test").withoutTags().increment(3);
      CountDownLatch never = new CountDownLatch(1);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!metrics.scrape().contains("tidemark_test_total 3")) {
        if (System.nanoTime() > deadline) {
          fail(metrics.scrape());
        }
        // A pause between looks; nothing counts it down.
        assertTrue(!never.await(50, TimeUnit.MILLISECONDS));
      }
      assertTrue(metrics.scrape().contains("jvm_"), metrics.scrape());
    } finally {
      metrics.stop(Duration.ofSeconds(5));
    }
  }
}
