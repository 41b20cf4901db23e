package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Makes dead letters of records, and the copies that others may read from Kafka. */
final class DeadLetters {
  /** A copy leaves out a larger value: the topic's limit may be lower than the input's. */
  private static final int LARGEST_COPY = 900_000;

  private final String type;
  private final InternalTopics topics;
  private final LetterLog log;

  DeadLetters(AggregateDefinition definition) {
    this.type = definition.type();
    this.topics = InternalTopics.of(type);
    this.log = new LetterLog(definition.format(), System::nanoTime);
  }

  /** The aggregate type whose they are. */
  String type() {
    return type;
  }

  DeadLetter of(ConsumerRecord<byte[], byte[]> record, Decoded.Undecodable found) {
    return of(
        record,
        found.aggregateId(),
        found.source(),
        found.sequence(),
        found.traceparent(),
        found.reason(),
        found.message());
  }

  DeadLetter of(
      ConsumerRecord<byte[], byte[]> record, String aggregateId, Decision.Rejection rejection) {
    Event event = rejection.event();
    return of(
        record,
        aggregateId,
        event.source(),
        event.sequence() == Event.NO_SEQUENCE ? null : event.sequence(),
        event.header().traceparent(),
        rejection.reason(),
        rejection.message());
  }

  private DeadLetter of(
      ConsumerRecord<byte[], byte[]> record,
      String aggregateId,
      String source,
      Long sequence,
      String traceparent,
      String reason,
      String message) {
    List<DeadLetter.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new DeadLetter.Header(header.key(), header.value()));
    }
    Position position = topics.origin(record);
    Header trace = record.headers().lastHeader("ce_traceparent");
    return new DeadLetter(
        position.topic() + "-" + position.partition() + "-" + position.offset(),
        type,
        aggregateId,
        source,
        sequence,
        reason,
        message,
        position,
        topics.originalTime(record),
        record.key(),
        record.value(),
        headers,
        trace == null || trace.value() == null
            ? traceparent
            : new String(trace.value(), StandardCharsets.UTF_8));
  }

  /** Says so, now that it is kept. */
  void kept(DeadLetter letter) {
    log.kept(letter);
  }

  static ProducerRecord<byte[], byte[]> copy(DeadLetter letter) {
    boolean whole = letter.value() == null || letter.value().length <= LARGEST_COPY;
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            InternalTopics.DEAD_LETTERS,
            null,
            letter.aggregateId() == null
                ? letter.key()
                : letter.aggregateId().getBytes(StandardCharsets.UTF_8),
            whole ? letter.value() : null);
    letter.headers().forEach(header -> copy.headers().add(header.name(), header.value()));
    add(copy, "tidemark_dead_letter", letter.id());
    add(copy, "tidemark_aggregate_type", letter.aggregateType());
    add(copy, "tidemark_reason", letter.reason());
    add(copy, "tidemark_message", letter.message());
    if (!whole) {
      add(copy, "tidemark_value_omitted", letter.value().length + " bytes");
    }
    return copy;
  }

  private static void add(ProducerRecord<byte[], byte[]> copy, String name, String value) {
    copy.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
