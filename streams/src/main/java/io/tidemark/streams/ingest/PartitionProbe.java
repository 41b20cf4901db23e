package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Asks the broker, beside a stream's own consumer and outside its group, whether there is more to
 * read. The end of a partition does not tell: marks of transactions stand there too. Blocking.
 */
public final class PartitionProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> consumer;

  /**
   * @param consumer properties of a consumer like the stream's own, with its group
   */
  public PartitionProbe(Map<String, Object> consumer) {
    this.consumer = Map.copyOf(consumer);
  }

  /**
   * The partitions that have a record which was not received.
   *
   * @param next by partition the offset after the last one received; negative when none was, and
   *     then what is committed counts
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public Set<TopicPartition> withMore(Map<TopicPartition, Long> next) {
    Set<TopicPartition> more = new HashSet<>();
    try (KafkaConsumer<byte[], byte[]> probe =
        new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> left = known(probe, next);
      Map<TopicPartition, Long> ends = probe.endOffsets(left.keySet());
      left.entrySet().removeIf(entry -> ends.get(entry.getKey()) <= entry.getValue());
      probe.assign(left.keySet());
      left.forEach(probe::seek);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!left.isEmpty() && System.nanoTime() < deadline) {
        more.addAll(probe.poll(POLL).partitions());
        left.keySet()
            .removeIf(
                partition ->
                    more.contains(partition) || probe.position(partition) >= ends.get(partition));
        probe.assign(left.keySet());
      }
    }
    return more;
  }

  private static Map<TopicPartition, Long> known(
      KafkaConsumer<byte[], byte[]> probe, Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> known = new HashMap<>(next);
    known.values().removeIf(offset -> offset < 0);
    Set<TopicPartition> unknown = new HashSet<>(next.keySet());
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      known.putAll(probe.beginningOffsets(unknown));
      Map<TopicPartition, OffsetAndMetadata> committed = probe.committed(unknown);
      committed.forEach(
          (partition, offset) -> {
            if (offset != null) {
              known.put(partition, offset.offset());
            }
          });
    }
    return known;
  }
}
