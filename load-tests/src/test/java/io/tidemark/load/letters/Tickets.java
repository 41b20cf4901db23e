package io.tidemark.load.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.app.definition.DefinitionException;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.model.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The aggregates file of the dead letters' test, before and after it is mended, and its records.
 */
final class Tickets {
  static final String TYPE = "ticket";
  static final String TOPIC = "letters.tickets";
  static final String STATES = "letters.ticket-state";

  /** What {@code required} refuses and {@link BrittleLevel} fails on is a dead letter. */
  static final List<AggregateDefinition> STRICT =
      file("{ from: /owner, required: true }", BrittleLevel.class);

  static final List<AggregateDefinition> MENDED = file("/owner", MendedLevel.class);

  private static final Instant BEGIN = Instant.parse("2026-02-01T08:00:00Z");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Tickets() {}

  private static List<AggregateDefinition> file(String owner, Class<?> rule) {
    String text =
        String.join(
            "\n",
            "aggregates:",
            "  ticket:",
            "    topics: [" + TOPIC + "]",
            "    sequence: { mode: contiguous, start: 1 }",
            // Less than what waits behind some of the letters: the rest waits in PostgreSQL.
            "    gap: { wait: 30s, then: wait, hold: 3 }",
            "    state:",
            "      owner: lww",
            "      steps: { merge: log, limit: 100 }",
            "      level: { merge: custom, class: " + rule.getName() + " }",
            "    events:",
            "      ticket.Stepped: [ { append: { steps: /text } } ]",
            "      ticket.Assigned: [ { set: { owner: " + owner + " } } ]",
            "      ticket.Raised: [ { apply: { level: /level } } ]",
            "    emit: { topic: " + STATES + " }");
    try {
      return AggregatesFile.parse("tickets.yaml", text);
    } catch (DefinitionException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  /** Its step in the log is {@code SOURCE SEQUENCE}, such as a3. */
  static ProducerRecord<byte[], byte[]> stepped(String ticket, String source, int sequence) {
    return event(
        ticket, source, sequence, "Stepped", JSON.objectNode().put("text", source + sequence));
  }

  static ProducerRecord<byte[], byte[]> raised(String ticket, int sequence, int level) {
    return event(ticket, "a", sequence, "Raised", JSON.objectNode().put("level", level));
  }

  /** Without the owner that the strict file requires. */
  static ProducerRecord<byte[], byte[]> unassigned(String ticket, int sequence) {
    return event(ticket, "a", sequence, "Assigned", JSON.objectNode().put("reason", "holiday"));
  }

  /** Data that is no JSON. */
  static ProducerRecord<byte[], byte[]> garbled(String ticket, int sequence) {
    ProducerRecord<byte[], byte[]> sound = stepped(ticket, "a", sequence);
    return new ProducerRecord<>(
        TOPIC, null, null, sound.key(), utf8("{\"text\": \u0000"), sound.headers());
  }

  /** A time that no clock should tell. */
  static ProducerRecord<byte[], byte[]> fromTheFuture(String ticket, int sequence) {
    ProducerRecord<byte[], byte[]> sound = stepped(ticket, "a", sequence);
    sound.headers().remove("ce_time");
    sound.headers().add("ce_time", utf8("2999-01-01T00:00:00Z"));
    return sound;
  }

  /** A structured event that is no JSON: not even its ticket can be told. */
  static ProducerRecord<byte[], byte[]> nameless() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TOPIC, utf8("nobody"), utf8("\u0001\u0002 no event"));
    record.headers().add("content-type", utf8("application/cloudevents+json"));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> event(
      String ticket, String source, int sequence, String kind, JsonNode data) {
    // Those of source b come right after those of source a with the same number.
    Instant time = BEGIN.plusSeconds(10L * sequence + (source.equals("b") ? 5 : 0));
    return CloudEventRecords.binary(
        TOPIC,
        new CloudEvent(
            ticket + "/" + source + "/" + sequence,
            source,
            "ticket." + kind,
            ticket,
            sequence,
            time.toString(),
            Optional.empty(),
            Optional.empty(),
            data));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An object with no members, for those who build on it. */
  static ObjectNode object() {
    return JSON.objectNode();
  }
}
