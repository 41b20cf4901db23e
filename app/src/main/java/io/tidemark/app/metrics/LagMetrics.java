package io.tidemark.app.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.tag.TagSet;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a node is behind, for each partition that it consumes, so that the sum over the nodes is
 * the whole. A partition that moved away shows zero here; if it is back soon, its wait goes on.
 */
public final class LagMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(LagMetrics.class);

  /** Where a partition stands: the offset committed, and its end. */
  public record Standing(long committed, long end) {}

  private final Map<String, Function<Set<TopicPartition>, Map<TopicPartition, Standing>>> readers;
  private final Map<String, java.util.function.Supplier<Set<TopicPartition>>> consumed;
  private final LongSupplier nanoTime;
  private final Map<String, Map<TopicPartition, Shown>> shown = new HashMap<>();

  private static final class Shown {
    private final Gauge records;
    private final Gauge seconds;
    private final TimeLag waiting = new TimeLag();
    private Standing last;

    Shown(String type, TopicPartition partition) {
      TagSet tags =
          TagSet.of("type", type)
              .withTag("topic", partition.topic())
              .withTag("partition", Integer.toString(partition.partition()));
      records =
          Kamon.gauge("tidemark.lag.records", "Records of a partition not yet done with")
              .withTags(tags);
      seconds =
          Kamon.gauge(
                  "tidemark.lag.seconds",
                  "For how long the oldest record not yet done with has been there")
              .withTags(tags);
    }

    void show(Standing standing, long now) {
      // The mark at the end of a writer's transaction is no record, and is never consumed.
      boolean mark = standing.end() - standing.committed() == 1 && standing.equals(last);
      last = standing;
      long committed = mark ? standing.end() : standing.committed();
      records.update(Math.max(0, standing.end() - committed));
      seconds.update(waiting.seconds(now, committed, standing.end()));
    }

    void clear(long now) {
      waiting.away(now);
      last = null;
      records.update(0);
      seconds.update(0);
    }
  }

  /**
   * @param readers by type, where partitions stand; blocking
   * @param consumed by type, the partitions that this node consumes
   */
  public LagMetrics(
      Map<String, Function<Set<TopicPartition>, Map<TopicPartition, Standing>>> readers,
      Map<String, java.util.function.Supplier<Set<TopicPartition>>> consumed,
      LongSupplier nanoTime) {
    this.readers = Map.copyOf(readers);
    this.consumed = Map.copyOf(consumed);
    this.nanoTime = nanoTime;
  }

  /** Looks again; what the broker does not tell stays as it was. Blocking. */
  public void report() {
    readers.forEach(
        (type, reader) -> {
          try {
            report(type, reader);
          } catch (RuntimeException e) {
            LOG.debug("the lag of {} cannot be told: {}", type, e.toString());
          }
        });
  }

  private void report(
      String type, Function<Set<TopicPartition>, Map<TopicPartition, Standing>> reader) {
    Set<TopicPartition> here = consumed.get(type).get();
    Map<TopicPartition, Standing> standings = here.isEmpty() ? Map.of() : reader.apply(here);
    Map<TopicPartition, Shown> known = shown.computeIfAbsent(type, any -> new HashMap<>());
    Set<TopicPartition> gone = new HashSet<>(known.keySet());
    gone.removeAll(here);
    long now = nanoTime.getAsLong();
    gone.forEach(partition -> known.get(partition).clear(now));
    standings.forEach(
        (partition, standing) ->
            known
                .computeIfAbsent(partition, any -> new Shown(type, partition))
                .show(standing, now));
  }
}
