package io.tidemark.app.metrics;

import io.tidemark.streams.ingest.PathCounters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import kamon.Kamon;
import kamon.metric.Counter;

/** Hands what the path counted on to Kamon, as often as it is asked to. */
public final class PathMetrics {
  private final Map<Counter, LongSupplier> counters = new LinkedHashMap<>();
  private final Map<Counter, Long> reported = new LinkedHashMap<>();

  public PathMetrics(PathCounters path) {
    register("tidemark.records.consumed", path::consumed);
    register("tidemark.events.applied", path::applied);
    register("tidemark.events.duplicate", path::duplicates);
    register("tidemark.events.held", path::held);
    register("tidemark.events.released", path::released);
    register("tidemark.events.concurrent", path::concurrent);
    register("tidemark.events.ignored", path::ignored);
    register("tidemark.gaps.skipped", path::gapsSkipped);
    register("tidemark.dead-letters", path::deadLetters);
    register("tidemark.ecst.announced", path::ecst);
    register("tidemark.tombstones", path::tombstones);
    register("tidemark.records.repartitioned", path::repartitioned);
    register("tidemark.batches", path::batches);
    register("tidemark.stream.restarts", path::restarts);
  }

  private void register(String name, LongSupplier value) {
    counters.put(Kamon.counter(name).withoutTags(), value);
  }

  /** Adds what was counted since the last call. */
  public synchronized void report() {
    counters.forEach(
        (counter, value) -> {
          long now = value.getAsLong();
          counter.increment(now - reported.getOrDefault(counter, 0L));
          reported.put(counter, now);
        });
  }
}
