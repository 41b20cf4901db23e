package io.tidemark.app.metrics;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;

/** How far projections are behind what was announced, and whether they are in trouble. */
public final class ProjectionMetrics {
  /**
   * A projection.
   *
   * @param name as the aggregates file calls it
   * @param applied announcements written by this node so far
   * @param restarts how often it failed on this node and was started again
   */
  public record Projection(String name, LongSupplier applied, LongSupplier restarts) {}

  private final CounterReports counters = new CounterReports();
  private final List<Shown> shown;
  private final Function<String, OptionalLong> behind;

  private record Shown(String name, Gauge lag) {}

  /**
   * @param behind how many records of its topic a projection has not written yet, when known
   */
  public ProjectionMetrics(List<Projection> projections, Function<String, OptionalLong> behind) {
    this.behind = behind;
    this.shown =
        projections.stream()
            .map(
                projection -> {
                  TagSet tags = TagSet.of("projection", projection.name());
                  counters.add(
                      Kamon.counter(
                              "tidemark.projection.events", "Announcements written to a projection")
                          .withTags(tags),
                      projection.applied());
                  counters.add(
                      Kamon.counter(
                              "tidemark.projection.restarts",
                              "How often a projection failed and was started again")
                          .withTags(tags),
                      projection.restarts());
                  return new Shown(
                      projection.name(),
                      Kamon.gauge(
                              "tidemark.projection.lag.records",
                              "Announcements not yet written to a projection")
                          .withTags(tags));
                })
            .toList();
  }

  /** Looks again; what cannot be told stays as it was. */
  public void report() {
    counters.report();
    shown.forEach(each -> behind.apply(each.name()).ifPresent(each.lag()::update));
  }
}
