package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers of CloudEvents in Kafka's binary mode: what comes in and what goes out. */
final class CloudEventHeaders {
  private static final String PREFIX = "ce_";
  private static final List<String> CARRIED_ON =
      List.of("correlationid", "causationid", "traceparent", "tracestate");

  private CloudEventHeaders() {}

  /** The headers of an event that comes in; the type is any when none is given. */
  static ObjectNode consumed(AggregateDefinition definition, ObjectNode type) {
    Map<String, ObjectNode> optional = new LinkedHashMap<>();
    ObjectSchema headers =
        new ObjectSchema()
            .with("ce_specversion", Schemas.constant("1.0"))
            .with("ce_id", name())
            .with("ce_source", Schemas.described(name(), "The writer."))
            .with("ce_type", type);
    optional.put("ce_subject", Schemas.text());
    optional.put("ce_time", Schemas.time());
    optional.put("content-type", Schemas.text());
    ObjectNode sequence = Schemas.text().put("pattern", "^[0-9]+$");
    if (definition.sequence().mode() == SequencePolicy.Mode.NONE) {
      optional.put("ce_sequence", sequence);
    } else {
      headers.with("ce_sequence", sequence);
    }
    CARRIED_ON.forEach(attribute -> optional.put(PREFIX + attribute, Schemas.text()));
    optional.put(
        "ce_observed",
        Schemas.described(Schemas.text(), "The consistency token of what its writer had read."));
    if (definition.id() instanceof ValueExpression.Attribute id) {
      optional.remove(PREFIX + id.name());
      headers.with(PREFIX + id.name(), Schemas.described(name(), "The aggregate's id."));
    }
    optional.forEach(headers::maybe);
    return headers.json();
  }

  /** The headers of an announcement. */
  static ObjectNode announced(EmitDefinition emit) {
    ObjectSchema headers =
        new ObjectSchema()
            .with("ce_specversion", Schemas.constant("1.0"))
            .with("ce_id", Schemas.described(Schemas.text(), "TYPE/ID/VERSION"))
            .with("ce_source", Schemas.constant(emit.source()))
            .with("ce_type", Schemas.constant(emit.eventType()))
            .with("ce_subject", Schemas.described(Schemas.text(), "The aggregate's id."))
            .with("ce_time", Schemas.described(Schemas.time(), "Of the last event applied."))
            .with(
                "ce_sequence",
                Schemas.described(Schemas.text().put("pattern", "^[0-9]{20}$"), "The version."))
            .with("ce_partitionkey", Schemas.text())
            .with(
                "ce_causationid",
                Schemas.described(Schemas.text(), "The id of the last event applied."))
            .with("content-type", Schemas.constant("application/json"));
    List.of("correlationid", "traceparent", "tracestate")
        .forEach(attribute -> headers.maybe(PREFIX + attribute, Schemas.text()));
    return headers.json();
  }

  private static ObjectNode name() {
    return Schemas.text().put("minLength", 1).put("maxLength", 1_000);
  }
}
