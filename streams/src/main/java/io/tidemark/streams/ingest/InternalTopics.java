package io.tidemark.streams.ingest;

import io.tidemark.domain.envelope.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The topics that Tidemark keeps for itself beside an aggregate type's own.
 *
 * @param repartition where records go that were not keyed by the aggregate's id
 * @param control where decisions about an aggregate come from
 */
public record InternalTopics(String repartition, String control) {
  /** The copy of every dead letter, for others to read. */
  public static final String DEAD_LETTERS = "tidemark.dead-letters";

  private static final String ORIGIN = "tidemark_origin";
  private static final String ORIGIN_TIME = "tidemark_origin_time";

  public static InternalTopics of(String type) {
    return new InternalTopics("tidemark." + type + ".repartition", "tidemark." + type + ".control");
  }

  /** The same record, keyed by its aggregate's id; where it stood goes along. */
  ProducerRecord<byte[], byte[]> repartitioned(
      String aggregateId, ConsumerRecord<byte[], byte[]> record) {
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            repartition, null, aggregateId.getBytes(StandardCharsets.UTF_8), record.value());
    record.headers().forEach(copy.headers()::add);
    Position origin = origin(record);
    byte[] topic = origin.topic().getBytes(StandardCharsets.UTF_8);
    copy.headers()
        .add(
            ORIGIN,
            ByteBuffer.allocate(12 + topic.length)
                .putInt(origin.partition())
                .putLong(origin.offset())
                .put(topic)
                .array())
        .add(ORIGIN_TIME, ByteBuffer.allocate(8).putLong(originalTime(record)).array());
    return copy;
  }

  /** Where a record first stood. */
  Position origin(ConsumerRecord<byte[], byte[]> record) {
    Header header = header(record, ORIGIN, 12);
    if (header == null) {
      return new Position(record.topic(), record.partition(), record.offset());
    }
    ByteBuffer buffer = ByteBuffer.wrap(header.value());
    int partition = buffer.getInt();
    long offset = buffer.getLong();
    return new Position(StandardCharsets.UTF_8.decode(buffer).toString(), partition, offset);
  }

  /** The timestamp that a record first had, milliseconds since the epoch. */
  long originalTime(ConsumerRecord<byte[], byte[]> record) {
    Header header = header(record, ORIGIN_TIME, 8);
    return header == null ? record.timestamp() : ByteBuffer.wrap(header.value()).getLong();
  }

  /** Only what we wrote ourselves is believed. */
  private Header header(ConsumerRecord<byte[], byte[]> record, String name, int atLeast) {
    Header header = record.topic().equals(repartition) ? record.headers().lastHeader(name) : null;
    return header == null || header.value() == null || header.value().length < atLeast
        ? null
        : header;
  }
}
