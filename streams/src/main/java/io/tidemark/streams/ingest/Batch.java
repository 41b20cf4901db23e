package io.tidemark.streams.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;

/** Records taken in together: as many as arrived while the batch before was worked off. */
final class Batch {
  /** The most bytes of one batch; small records count as {@link #SMALLEST}. */
  static final long MAXIMUM_COST = 8_388_608;

  private static final long SMALLEST = 1_024;

  private List<CommittableMessage<byte[], byte[]>> messages = new ArrayList<>();

  static Batch of(CommittableMessage<byte[], byte[]> first) {
    return new Batch().add(first);
  }

  Batch add(CommittableMessage<byte[], byte[]> message) {
    messages.add(message);
    return this;
  }

  /** Breaks the promise that offsets are committed last; for the controls of the fault harness. */
  Batch commitUnfinished() {
    messages.forEach(message -> message.committableOffset().commitInternal());
    return this;
  }

  List<CommittableMessage<byte[], byte[]>> messages() {
    return messages;
  }

  /**
   * Drops the records of all other partitions.
   *
   * @return by partition, the offset after the last of the records that are left
   */
  Map<TopicPartition, Long> keepOnly(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> next = new HashMap<>();
    List<CommittableMessage<byte[], byte[]>> kept = new ArrayList<>(messages.size());
    // Records come in runs of one partition.
    TopicPartition partition = null;
    boolean keep = false;
    for (CommittableMessage<byte[], byte[]> message : messages) {
      ConsumerRecord<byte[], byte[]> record = message.record();
      if (partition == null
          || partition.partition() != record.partition()
          || !partition.topic().equals(record.topic())) {
        partition = new TopicPartition(record.topic(), record.partition());
        keep = partitions.contains(partition);
      }
      if (keep) {
        kept.add(message);
        next.put(partition, record.offset() + 1);
      }
    }
    messages = kept;
    return next;
  }

  static long cost(CommittableMessage<byte[], byte[]> message) {
    return Math.max(SMALLEST, message.record().serializedValueSize());
  }
}
