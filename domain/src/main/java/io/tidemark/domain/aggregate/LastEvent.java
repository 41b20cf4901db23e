package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.envelope.Event;

/**
 * What an announcement says of the event that brought it about.
 *
 * @param id the event's id
 * @param time nanoseconds since the epoch
 * @param correlationId of its flow, or null
 * @param traceparent its trace context, or null
 * @param tracestate its trace context, or null
 */
public record LastEvent(
    String id, long time, String correlationId, String traceparent, String tracestate) {

  static LastEvent of(Event event) {
    Event.Header header = event.header();
    return new LastEvent(
        header.id(),
        header.time(),
        header.correlationId(),
        header.traceparent(),
        header.tracestate());
  }

  ObjectNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    saved.put("i", id).put("t", time).put("c", correlationId);
    return saved.put("p", traceparent).put("u", tracestate);
  }

  static LastEvent load(JsonNode saved) {
    return saved == null || !saved.isObject()
        ? null
        : new LastEvent(
            saved.get("i").textValue(),
            saved.get("t").longValue(),
            saved.path("c").textValue(),
            saved.path("p").textValue(),
            saved.path("u").textValue());
  }
}
