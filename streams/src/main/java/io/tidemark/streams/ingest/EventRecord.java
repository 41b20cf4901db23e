package io.tidemark.streams.ingest;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.envelope.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Makes the record of an event again whose own is out of reach, as a CloudEvent in binary mode: the
 * same attributes and data at the same coordinates, if not the same bytes.
 */
final class EventRecord {
  private EventRecord() {}

  static ConsumerRecord<byte[], byte[]> of(String aggregateId, Event event) {
    Event.Header header = event.header();
    RecordHeaders headers = new RecordHeaders();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", header.id());
    add(headers, "ce_source", header.source());
    add(headers, "ce_type", header.type());
    add(headers, "ce_subject", header.extensions().getOrDefault("subject", aggregateId));
    add(headers, "ce_time", EffectiveTime.instant(header.time()).toString());
    if (header.sequence() != Event.NO_SEQUENCE) {
      add(headers, "ce_sequence", Long.toString(header.sequence()));
    }
    add(headers, "ce_correlationid", header.correlationId());
    add(headers, "ce_causationid", header.causationId());
    add(headers, "ce_traceparent", header.traceparent());
    add(headers, "ce_tracestate", header.tracestate());
    if (header.observed() != null) {
      add(headers, "ce_observed", header.observed().encode());
    }
    header
        .extensions()
        .forEach(
            (name, value) -> {
              if (!name.equals("subject")) {
                add(headers, "ce_" + name, value);
              }
            });
    add(headers, "content-type", "application/json");
    return new ConsumerRecord<>(
        event.position().topic(),
        event.position().partition(),
        event.position().offset(),
        EffectiveTime.instant(header.time()).toEpochMilli(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        aggregateId.getBytes(StandardCharsets.UTF_8),
        event.data(),
        headers,
        Optional.empty());
  }

  private static void add(RecordHeaders headers, String name, String value) {
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }
}
