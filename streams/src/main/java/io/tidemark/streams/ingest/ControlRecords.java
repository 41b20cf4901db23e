package io.tidemark.streams.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Decisions about an aggregate as records, so that they come in by the same way as its events and
 * under the same guarantee.
 */
public final class ControlRecords {
  private ControlRecords() {}

  /** The record that closes a gap of an aggregate. */
  public static ProducerRecord<byte[], byte[]> write(
      String type, String aggregateId, Instruction.CloseGap close) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("action", "close-gap").put("source", close.source()).put("to", close.to());
    value.put("decidesStart", close.decidesStart());
    return new ProducerRecord<>(
        InternalTopics.of(type).control(),
        aggregateId.getBytes(StandardCharsets.UTF_8),
        value.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Decoded read(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
    try {
      JsonNode value = ExactJson.mapper().readTree(record.value());
      if (record.key() == null
          || !value.path("action").asText().equals("close-gap")
          || !value.path("source").isTextual()
          || !value.path("to").isIntegralNumber()) {
        throw new UndecodableException("bad-control-record", "not a control record of ours");
      }
      return new Decoded.Control(
          new String(record.key(), StandardCharsets.UTF_8),
          new Instruction.CloseGap(
              value.get("source").textValue(),
              value.get("to").longValue(),
              value.path("decidesStart").booleanValue()));
    } catch (IOException e) {
      throw new UndecodableException("bad-control-record", "not a control record of ours");
    }
  }
}
