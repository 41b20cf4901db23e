package io.tidemark.load.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.model.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The aggregates file of the alerts' test, and its records. */
final class Shipping {
  /** Gaps of orders are waited for, those of parcels are skipped. */
  static final String FILE =
      type("order", "{ wait: 1h, then: wait }") + type("parcel", "{ wait: 1s, then: skip }");

  private static final Instant BEGIN = Instant.parse("2026-02-01T08:00:00Z");

  private Shipping() {}

  private static String type(String type, String gap) {
    return String.join(
        "\n",
        type.equals("order") ? "aggregates:" : "",
        "  TYPE:".replace("TYPE", type),
        "    topics: [alerts.TYPE]".replace("TYPE", type),
        "    sequence: { mode: contiguous, start: 1 }",
        "    gap: " + gap,
        "    state: { weight: lww }",
        "    events: { Weighed: [ { set: { weight: /weight } } ] }",
        "    emit: { topic: alerts.TYPE-state }".replace("TYPE", type),
        "    projections: { TYPEs: { columns: { weight: { from: /weight, type: numeric } } } }"
            .replace("TYPE", type),
        "");
  }

  static ProducerRecord<byte[], byte[]> weighed(String type, String id, int sequence) {
    return CloudEventRecords.binary(
        "alerts." + type,
        new CloudEvent(
            id + "/" + sequence,
            "scales",
            "Weighed",
            id,
            sequence,
            BEGIN.plusSeconds(sequence).toString(),
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("weight", sequence)));
  }

  /** The same with data that is no JSON. */
  static ProducerRecord<byte[], byte[]> garbled(String type, String id, int sequence) {
    ProducerRecord<byte[], byte[]> sound = weighed(type, id, sequence);
    byte[] garbage = "{ no JSON".getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(sound.topic(), null, null, sound.key(), garbage, sound.headers());
  }
}
