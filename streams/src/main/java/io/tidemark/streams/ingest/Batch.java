package io.tidemark.streams.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.ConsumerMessage;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;

/** Records taken in together: as many as arrived while the batch before was worked off. */
final class Batch {
  /**
   * The most bytes of one batch; small records count as {@link #SMALLEST}, so that it has 8,192
   * records at most. What an aggregate has in one batch is one message, one row and one
   * announcement: the more, the less each event costs, and the more memory is on its way.
   */
  static final long MAXIMUM_COST = 8_388_608;

  private static final long SMALLEST = 1_024;

  private List<CommittableMessage<byte[], byte[]>> messages = new ArrayList<>();
  private final Map<TopicPartition, CommittableMessage<byte[], byte[]>> latest = new HashMap<>();

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
    List<CommittableMessage<byte[], byte[]>> kept = new ArrayList<>(messages.size());
    latest.clear();
    // Records come in runs of one partition.
    TopicPartition partition = null;
    boolean keep = false;
    CommittableMessage<byte[], byte[]> last = null;
    for (CommittableMessage<byte[], byte[]> message : messages) {
      ConsumerRecord<byte[], byte[]> record = message.record();
      if (partition == null
          || partition.partition() != record.partition()
          || !partition.topic().equals(record.topic())) {
        note(partition, last);
        partition = new TopicPartition(record.topic(), record.partition());
        keep = partitions.contains(partition);
        last = null;
      }
      if (keep) {
        kept.add(message);
        last = message;
      }
    }
    note(partition, last);
    messages = kept;
    Map<TopicPartition, Long> next = new HashMap<>();
    latest.forEach((of, message) -> next.put(of, message.record().offset() + 1));
    return next;
  }

  private void note(TopicPartition partition, CommittableMessage<byte[], byte[]> last) {
    if (last != null) {
      latest.put(partition, last);
    }
  }

  /** What commits all of it: the last record of each partition. Known once it was gone through. */
  List<ConsumerMessage.Committable> offsets() {
    List<ConsumerMessage.Committable> offsets = new ArrayList<>();
    latest.values().forEach(message -> offsets.add(message.committableOffset()));
    return offsets;
  }

  /**
   * What records count, of a stream that has just begun and then of one that runs. Its first
   * batches are small and the limit doubles with each: it meets aggregates that are not in memory
   * yet, and what is first in a batch waits until the last of them has been read.
   */
  static final class Costs {
    private static final int FIRST_BATCHES = 5;

    /** Written and read by the stages of one stream, of which one thread at a time runs any. */
    private int begun;

    long of(CommittableMessage<byte[], byte[]> message) {
      long smallest = SMALLEST << Math.max(0, FIRST_BATCHES - begun);
      return Math.max(smallest, message.record().serializedValueSize());
    }

    Batch begin(Batch batch) {
      begun = Math.min(FIRST_BATCHES, begun + 1);
      return batch;
    }
  }
}
