package io.tidemark.streams.ingest;

import java.time.Duration;
import org.apache.pekko.stream.AbruptTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that a stream cannot work, however often it tries, and once that it can again. */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  /** A run that lasted so long had worked, even if there was nothing to do. */
  private static final long HEALTHY_NANOS = Duration.ofSeconds(60).toNanos();

  private final String type;
  private long runSince;
  private long since;
  private int attempts;

  Outage(String type) {
    this.type = type;
  }

  /** A run begins. */
  synchronized void started() {
    runSince = System.nanoTime();
  }

  /** The run failed; another will follow. */
  synchronized void failed(Throwable failure) {
    if (failure instanceof AbruptTerminationException) {
      LOG.debug("{}: the node ends", type);
      return;
    }
    long now = System.nanoTime();
    if (attempts > 0 && now - runSince > HEALTHY_NANOS) {
      attempts = 0;
    }
    if (attempts == 0) {
      since = now;
      LOG.warn(
          "stream of {} failed and starts again, until it works; nothing is lost: {}",
          type,
          failure.toString());
    }
    attempts++;
    LOG.debug("{}: attempt {}", type, attempts, failure);
  }

  /** Something was done from beginning to end. */
  synchronized void worked() {
    if (attempts > 0) {
      LOG.info(
          "stream of {} works again, after {} s and {} attempts",
          type,
          (System.nanoTime() - since) / 1_000_000_000,
          attempts);
      attempts = 0;
    }
  }
}
