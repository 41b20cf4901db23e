package io.tidemark.streams.ingest;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records of which only the size matters. */
final class SizedRecords {
  static final TopicPartition PARTITION = new TopicPartition("readings", 0);

  private SizedRecords() {}

  /**
   * A record without a key.
   *
   * @param size of its value, in bytes
   */
  static ConsumerRecord<byte[], byte[]> record(long offset, int size) {
    return new ConsumerRecord<>(
        PARTITION.topic(),
        PARTITION.partition(),
        offset,
        0L,
        TimestampType.CREATE_TIME,
        0,
        size,
        new byte[0],
        new byte[size],
        new RecordHeaders(),
        Optional.empty());
  }
}
