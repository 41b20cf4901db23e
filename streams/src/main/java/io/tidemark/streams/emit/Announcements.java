package io.tidemark.streams.emit;

import io.tidemark.domain.aggregate.LastEvent;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.ecst.CarriedState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Makes ECST events: CloudEvents in binary mode, keyed by the aggregate's id. */
public final class Announcements {
  private static final byte[] SPECVERSION = bytes("1.0");
  private static final byte[] JSON = bytes("application/json");

  private final String aggregateType;
  private final EmitDefinition emit;
  private final byte[] source;
  private final byte[] eventType;

  public Announcements(String aggregateType, EmitDefinition emit) {
    this.aggregateType = aggregateType;
    this.emit = emit;
    this.source = bytes(emit.source());
    this.eventType = bytes(emit.eventType());
  }

  /** The records that announce a state: one, or for a deleted aggregate a tombstone after it. */
  public List<ProducerRecord<byte[], byte[]>> records(CarriedState state) {
    byte[] key = bytes(state.id());
    ProducerRecord<byte[], byte[]> announcement =
        new ProducerRecord<>(emit.topic(), null, key, state.value());
    describe(announcement.headers(), key, state);
    return state.deleted()
        ? List.of(announcement, new ProducerRecord<>(emit.topic(), null, key, null))
        : List.of(announcement);
  }

  private void describe(Headers headers, byte[] id, CarriedState state) {
    headers.add("ce_specversion", SPECVERSION);
    headers.add("ce_id", bytes(aggregateType + "/" + state.id() + "/" + state.version()));
    headers.add("ce_source", source);
    headers.add("ce_type", eventType);
    headers.add("ce_subject", id);
    headers.add("ce_sequence", bytes(padded(state.version())));
    headers.add("ce_partitionkey", id);
    headers.add("content-type", JSON);
    LastEvent last = state.last();
    headers.add("ce_time", bytes(EffectiveTime.instant(last.time()).toString()));
    headers.add("ce_causationid", bytes(last.id()));
    addIfKnown(headers, "ce_correlationid", last.correlationId());
    addIfKnown(headers, "ce_traceparent", last.traceparent());
    addIfKnown(headers, "ce_tracestate", last.tracestate());
  }

  /** 20 digits, so that the order of texts is the order of numbers. */
  private static String padded(long version) {
    String digits = Long.toString(version);
    return "0".repeat(20 - digits.length()) + digits;
  }

  private static void addIfKnown(Headers headers, String name, String value) {
    if (value != null) {
      headers.add(name, bytes(value));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
