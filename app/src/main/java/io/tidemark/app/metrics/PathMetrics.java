package io.tidemark.app.metrics;

import io.tidemark.persistence.aggregate.AggregateFigures;
import io.tidemark.streams.ingest.PathCounters;
import java.util.List;
import java.util.function.LongSupplier;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.metric.MeasurementUnit;

/**
 * Hands what the path and its aggregates counted on to Kamon, as often as it is asked to, so that
 * nothing on the path itself depends on who looks.
 */
public final class PathMetrics {
  private static final long NANOS_OF_MILLISECOND = 1_000_000;

  private final CounterReports counters = new CounterReports();
  private final VerbMetrics verbs = new VerbMetrics();
  private final List<DistributionReport> distributions;
  private final Gauge resident;

  public PathMetrics(PathCounters path) {
    register("records.consumed", "Records read from input topics", path::consumed);
    register("events.applied", "Events applied to aggregates", path::applied);
    register("events.duplicate", "Events that had been seen before", path::duplicates);
    register("events.held", "Events that had to wait for a lower number", path::held);
    register("events.released", "Events whose wait ended", path::released);
    register(
        "events.concurrent",
        "Events whose effective time lay before one already applied",
        path::concurrent);
    register("events.ignored", "Events ignored because their number was skipped", path::ignored);
    register("gaps.skipped", "Gaps given up because their time ran out", path::gapsSkipped);
    register("dead-letters", "Records that became dead letters", path::deadLetters);
    register("ecst.announced", "ECST events acknowledged by Kafka", path::ecst);
    register("tombstones", "Null values on input topics", path::tombstones);
    register("records.repartitioned", "Records that were keyed otherwise", path::repartitioned);
    register("batches", "Batches worked off", path::batches);
    register("stream.restarts", "How often a stream had to start again", path::restarts);
    register(
        "aggregate.recovery.errors",
        "Recoveries of aggregates that failed",
        AggregateFigures::failedRecoveries);
    long[] latencies = PathCounters.noLatencies();
    distributions =
        List.of(
            DistributionReport.of(
                Kamon.histogram("tidemark.batch.records", "Records of a batch").withoutTags(),
                path.batchSizes()),
            DistributionReport.of(
                Kamon.histogram(
                        "tidemark.latency",
                        "From a record's timestamp to the acknowledgement of what it brought about",
                        MeasurementUnit.time().nanoseconds())
                    .withoutTags(),
                taker -> path.takeNewLatencies(latencies, taker),
                NANOS_OF_MILLISECOND),
            DistributionReport.of(
                Kamon.histogram(
                        "tidemark.aggregate.recovery.duration",
                        "How long it took to bring an aggregate into memory",
                        MeasurementUnit.time().nanoseconds())
                    .withoutTags(),
                AggregateFigures.recoveries()));
    resident = Kamon.gauge("tidemark.aggregates.resident", "Aggregates in memory").withoutTags();
  }

  private void register(String name, String meaning, LongSupplier sum) {
    counters.add(Kamon.counter("tidemark." + name, meaning).withoutTags(), sum);
  }

  /** Adds what was counted since the last call. */
  public synchronized void report() {
    counters.report();
    verbs.report();
    distributions.forEach(DistributionReport::report);
    resident.update(AggregateFigures.resident());
  }
}
