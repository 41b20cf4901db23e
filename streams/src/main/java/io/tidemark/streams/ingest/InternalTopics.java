package io.tidemark.streams.ingest;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
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
  private static final String REDRIVE = "tidemark_redrive";

  public static InternalTopics of(String type) {
    return new InternalTopics("tidemark." + type + ".repartition", "tidemark." + type + ".control");
  }

  /** All topics that a type's records are read from: its own, and the two that Tidemark keeps. */
  public static Set<String> inputsOf(AggregateDefinition definition) {
    InternalTopics internal = of(definition.type());
    Set<String> inputs = new LinkedHashSet<>(definition.topics());
    inputs.add(internal.repartition());
    inputs.add(internal.control());
    return inputs;
  }

  /** The same record, keyed by its aggregate's id; where it stood goes along. */
  ProducerRecord<byte[], byte[]> repartitioned(
      String aggregateId, ConsumerRecord<byte[], byte[]> record) {
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            repartition, null, aggregateId.getBytes(StandardCharsets.UTF_8), record.value());
    for (Header header : record.headers()) {
      if (!isOurs(header.key()) || record.topic().equals(repartition)) {
        copy.headers().add(header);
      }
    }
    copy.headers().remove(ORIGIN).remove(ORIGIN_TIME);
    addOrigin(copy, origin(record), originalTime(record));
    return copy;
  }

  /** The record of a dead letter, for another try; it goes the way of any other record. */
  public ProducerRecord<byte[], byte[]> redriven(DeadLetter letter) {
    // Without an aggregate's id the record is read where it stood, and goes on from there.
    byte[] key =
        letter.aggregateId() == null
            ? letter.key()
            : letter.aggregateId().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            repartition,
            letter.aggregateId() == null ? letter.position().partition() : null,
            key,
            letter.value());
    for (DeadLetter.Header header : letter.headers()) {
      if (!isOurs(header.name())) {
        copy.headers().add(header.name(), header.value());
      }
    }
    addOrigin(copy, letter.position(), letter.time());
    copy.headers().add(REDRIVE, letter.id().getBytes(StandardCharsets.UTF_8));
    return copy;
  }

  private static boolean isOurs(String header) {
    return header.equals(ORIGIN) || header.equals(ORIGIN_TIME) || header.equals(REDRIVE);
  }

  private static void addOrigin(
      ProducerRecord<byte[], byte[]> copy, Position origin, long originalTime) {
    byte[] topic = origin.topic().getBytes(StandardCharsets.UTF_8);
    copy.headers()
        .add(
            ORIGIN,
            ByteBuffer.allocate(12 + topic.length)
                .putInt(origin.partition())
                .putLong(origin.offset())
                .put(topic)
                .array())
        .add(ORIGIN_TIME, ByteBuffer.allocate(8).putLong(originalTime).array());
  }

  /** The dead letter that this record is another try of, or null. */
  String redrivenLetter(ConsumerRecord<byte[], byte[]> record) {
    Header header = header(record, REDRIVE, 1);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
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
