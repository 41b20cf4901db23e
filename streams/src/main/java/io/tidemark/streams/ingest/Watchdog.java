package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a partition that has records which do not come, for whatever reason: a consumer that
 * forgot to go on with it after a rebalance, a shard that never arrives. Says so, and has the
 * stream start again.
 */
public final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final String name;
  private final Function<Map<TopicPartition, Long>, Set<TopicPartition>> probe;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Seen> seen = new HashMap<>();
  private Object lastRun;

  private record Seen(long next, long since) {}

  /**
   * @param name of the stream, in what is said
   * @param probe of partitions and the offsets to be received next, those that have more; blocking
   * @param patience how long a partition may have records and receive none
   */
  public Watchdog(
      String name,
      Function<Map<TopicPartition, Long>, Set<TopicPartition>> probe,
      Duration patience,
      LongSupplier nanoTime) {
    this.name = name;
    this.probe = probe;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /**
   * Has a look; to be called now and then. Blocking.
   *
   * @param run the stream's present run; with another all begins anew
   * @param next by partition that it consumes the offset to be received next
   * @return the partitions that are stuck
   */
  public Set<TopicPartition> look(Object run, Map<TopicPartition, Long> next) {
    long now = nanoTime.getAsLong();
    if (run != lastRun) {
      lastRun = run;
      seen.clear();
    }
    seen.keySet().retainAll(next.keySet());
    Map<TopicPartition, Long> doubtful = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          Seen before = seen.get(partition);
          if (before == null || before.next() != offset) {
            seen.put(partition, new Seen(offset, now));
          } else if (now - before.since() >= patience.toNanos()) {
            doubtful.put(partition, offset);
          }
        });
    // Whatever comes of it, each is looked at again only after a while.
    doubtful.forEach((partition, offset) -> seen.put(partition, new Seen(offset, now)));
    return doubtful.isEmpty() ? Set.of() : stuck(doubtful);
  }

  private Set<TopicPartition> stuck(Map<TopicPartition, Long> doubtful) {
    try {
      Set<TopicPartition> stuck = probe.apply(doubtful);
      if (!stuck.isEmpty()) {
        LOG.warn(
            "{}: {} had records for {} s and received none; the stream starts again",
            name,
            stuck.stream()
                .map(TopicPartition::toString)
                .collect(Collectors.toCollection(TreeSet::new)),
            patience.toSeconds());
      }
      return stuck;
    } catch (KafkaException e) {
      LOG.debug("{}: the broker does not say whether partitions are stuck: {}", name, e.toString());
      return Set.of();
    }
  }
}
