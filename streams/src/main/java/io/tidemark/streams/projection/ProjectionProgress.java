package io.tidemark.streams.projection;

import io.tidemark.domain.path.Verb;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a projection has done since its start. Tells of an outage once when it begins and ends. */
public final class ProjectionProgress {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionProgress.class);

  private final String projection;
  private final LongAdder applied = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder restarts = new LongAdder();
  private final AtomicBoolean failing = new AtomicBoolean();

  ProjectionProgress(String projection) {
    this.projection = projection;
  }

  /** ECST events read and written, intermediate versions and repetitions included. */
  public long applied() {
    return applied.sum();
  }

  /** Records on the topic that are no ECST events. */
  public long skipped() {
    return skipped.sum();
  }

  /** Transactions that took the projection further. */
  public long batches() {
    return batches.sum();
  }

  /** How often the stream failed and was started again. */
  public long restarts() {
    return restarts.sum();
  }

  /** Whether the stream has failed and nothing has been opened or written since. */
  public boolean failing() {
    return failing.get();
  }

  void written(ProjectionBatch batch) {
    if (batch.skipped() > 0 && skipped.sum() == 0) {
      LOG.warn(
          "Projection {}: a record on its topic is no ECST event; it is skipped"
              + " (said once; counted from now on)",
          projection);
    }
    skipped.add(batch.skipped());
    applied.add(batch.rows().size());
    if (!batch.offsets().isEmpty()) {
      batches.increment();
    }
    recovered();
  }

  void recovered() {
    if (failing.compareAndSet(true, false)) {
      LOG.info("Projection {}: goes on", projection);
    }
  }

  void failed(Throwable failure) {
    restarts.increment();
    Verb.PROJECT.failed(1);
    if (failing.compareAndSet(false, true)) {
      LOG.warn(
          "Projection {}: stopped and tries again with growing waits: {}",
          projection,
          failure.toString());
    }
    LOG.debug("Projection {}: failed", projection, failure);
  }
}
