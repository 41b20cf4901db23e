package io.tidemark.app.metrics;

import io.tidemark.persistence.operations.OpenMatters;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows what waits for someone or something: open gaps and dead letters, of the whole cluster, as
 * every node of it sees them in the database.
 */
public final class OpenMattersMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMattersMetrics.class);

  private final Function<String, OpenMatters> queries;
  private final List<Shown> types;

  private record Shown(String type, Gauge gaps, Gauge oldest, Gauge waiting, Gauge letters) {
    static Shown of(String type) {
      TagSet tags = TagSet.of("type", type);
      return new Shown(
          type,
          Kamon.gauge("tidemark.gaps.open", "Open gaps on record, of the whole cluster")
              .withTags(tags),
          Kamon.gauge("tidemark.gaps.oldest.seconds", "Since how long the oldest open gap is open")
              .withTags(tags),
          Kamon.gauge("tidemark.events.waiting", "Events that wait behind open gaps")
              .withTags(tags),
          Kamon.gauge("tidemark.dead-letters.open", "Dead letters neither applied nor given up")
              .withTags(tags));
    }
  }

  /**
   * @param queries what is open of a type; blocking
   */
  public OpenMattersMetrics(Collection<String> types, Function<String, OpenMatters> queries) {
    this.queries = queries;
    this.types = types.stream().map(Shown::of).toList();
  }

  /** Looks again; what cannot be looked at stays as it was. Blocking. */
  public void report() {
    try {
      for (Shown shown : types) {
        OpenMatters open = queries.apply(shown.type());
        shown.gaps().update(open.gaps());
        shown.oldest().update(open.oldest().toMillis() / 1_000.0);
        shown.waiting().update(open.waiting());
        shown.letters().update(open.deadLetters());
      }
    } catch (RuntimeException e) {
      LOG.debug("what is open cannot be told: {}", e.toString());
    }
  }
}
