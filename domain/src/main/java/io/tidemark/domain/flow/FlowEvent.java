package io.tidemark.domain.flow;

import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;

/**
 * One event of a flow: what was consumed, or what was announced because of it. Its identity is
 * (aggregate, source, sequence, id).
 *
 * @param correlationId of the flow
 * @param causationId the id of the event that caused it, or null
 * @param announced whether it is one of ours; else it was consumed
 * @param aggregateType whose event it is
 * @param aggregateId whose event it is
 * @param source its writer
 * @param sequence its number, or {@link Event#NO_SEQUENCE}; of an announcement the version
 * @param id its id, unique per source
 * @param type its event type
 * @param time nanoseconds since the epoch
 * @param topic where it was read or announced
 * @param partition where it was read; of an announcement null
 * @param offset where it was read; of an announcement null
 */
public record FlowEvent(
    String correlationId,
    String causationId,
    boolean announced,
    String aggregateType,
    String aggregateId,
    String source,
    long sequence,
    String id,
    String type,
    long time,
    String topic,
    Integer partition,
    Long offset) {

  /** An event that was consumed and carries a correlation id. */
  public static FlowEvent consumed(String aggregateType, String aggregateId, Event event) {
    Event.Header header = event.header();
    Position position = event.position();
    return new FlowEvent(
        header.correlationId(),
        header.causationId(),
        false,
        aggregateType,
        aggregateId,
        header.source(),
        header.sequence(),
        header.id(),
        header.type(),
        header.time(),
        position.topic(),
        position.partition(),
        position.offset());
  }
}
