package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.envelope.Event;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record turned out to be. Nothing is filtered away: every record becomes one of these. */
public sealed interface Decoded {
  /**
   * An event of an aggregate that belongs on this partition.
   *
   * @param letter the dead letter that it was until now, or null
   */
  record Accepted(String aggregateId, Event event, String letter) implements Decoded {}

  /** An event whose record was keyed otherwise: it goes round by the repartition topic. */
  record Misrouted(String aggregateId, ConsumerRecord<byte[], byte[]> record) implements Decoded {}

  /** A decision about a gap or a dead letter, from the control topic. */
  record Control(String aggregateId, Instruction instruction) implements Decoded {}

  /**
   * A record that cannot be taken in. What is not known of it is null.
   *
   * @param event the event, when it can be read and only what it does is refused
   */
  record Undecodable(
      String aggregateId,
      String source,
      Long sequence,
      String traceparent,
      String reason,
      String message,
      Event event)
      implements Decoded {}

  /** A null value: compaction's business, not ours. */
  record Tombstone() implements Decoded {}
}
