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
  private static final String CLOSE_GAP = "close-gap";
  private static final String DISCARD = "discard";
  private static final String ANNOUNCE = "announce";

  private ControlRecords() {}

  /** The record that closes a gap of an aggregate. */
  public static ProducerRecord<byte[], byte[]> write(
      String type, String aggregateId, Instruction.CloseGap close) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("action", CLOSE_GAP).put("source", close.source()).put("to", close.to());
    value.put("decidesStart", close.decidesStart());
    return record(type, aggregateId, value);
  }

  /** The record that gives up a dead letter of an aggregate. */
  public static ProducerRecord<byte[], byte[]> write(
      String type, String aggregateId, Instruction.Discard discard) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.put("action", DISCARD).put("source", discard.source()).put("letter", discard.letter());
    return record(type, aggregateId, value);
  }

  /** The record that has an aggregate announce its state once more. */
  public static ProducerRecord<byte[], byte[]> announce(String type, String aggregateId) {
    return record(type, aggregateId, JsonNodeFactory.instance.objectNode().put("action", ANNOUNCE));
  }

  private static ProducerRecord<byte[], byte[]> record(
      String type, String aggregateId, ObjectNode value) {
    return new ProducerRecord<>(
        InternalTopics.of(type).control(),
        aggregateId.getBytes(StandardCharsets.UTF_8),
        value.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Decoded read(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
    try {
      JsonNode value = ExactJson.mapper().readTree(record.value());
      if (record.key() == null) {
        throw unknown();
      }
      return new Decoded.Control(new String(record.key(), StandardCharsets.UTF_8), read(value));
    } catch (IOException e) {
      throw unknown();
    }
  }

  private static Instruction read(JsonNode value) throws UndecodableException {
    String action = value.path("action").asText();
    if (action.equals(ANNOUNCE)) {
      return new Instruction.Announce();
    }
    String source = value.path("source").textValue();
    if (source == null) {
      throw unknown();
    }
    if (action.equals(CLOSE_GAP) && value.path("to").isIntegralNumber()) {
      return new Instruction.CloseGap(
          source, value.get("to").longValue(), value.path("decidesStart").booleanValue());
    }
    if (action.equals(DISCARD) && value.path("letter").isTextual()) {
      return new Instruction.Discard(source, value.get("letter").textValue());
    }
    throw unknown();
  }

  private static UndecodableException unknown() {
    return new UndecodableException("bad-control-record", "not a control record of ours");
  }
}
