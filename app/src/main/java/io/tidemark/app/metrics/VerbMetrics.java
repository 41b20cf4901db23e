package io.tidemark.app.metrics;

import io.tidemark.domain.path.Verb;
import java.util.ArrayList;
import java.util.List;
import kamon.Kamon;
import kamon.metric.MeasurementUnit;
import kamon.tag.TagSet;

/** Rate, errors and duration of each step of the path. */
final class VerbMetrics {
  private final CounterReports counters = new CounterReports();
  private final List<DistributionReport> durations = new ArrayList<>();

  VerbMetrics() {
    for (Verb verb : Verb.values()) {
      TagSet tags = TagSet.of("verb", verb.label());
      counters.add(
          Kamon.counter("tidemark.verb.events", "What a step of the path was taken with")
              .withTags(tags),
          verb::events);
      counters.add(
          Kamon.counter("tidemark.verb.errors", "What a step of the path failed for")
              .withTags(tags),
          verb::errors);
      durations.add(
          DistributionReport.of(
              Kamon.histogram(
                      "tidemark.verb.duration",
                      "How long a step took, once for all it was taken with",
                      MeasurementUnit.time().nanoseconds())
                  .withTags(tags),
              verb.durations()));
    }
  }

  void report() {
    counters.report();
    durations.forEach(DistributionReport::report);
  }
}
