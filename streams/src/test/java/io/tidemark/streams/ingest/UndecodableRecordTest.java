package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.OtherwisePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As long as a record tells whose it is, what is wrong with the rest of it does not matter: its
 * source's later events can wait for it.
 */
class UndecodableRecordTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void binaryRecordsTellWhoseTheyAreInTheirHeaders() {
    assertKnown("not-json", binary("{\"a\":", "application/json"));
    assertKnown("unsupported-content-type", binary("<a/>", "application/xml"));
    String large = "\"" + "x".repeat(RecordAttributes.MAXIMUM_VALUE) + "\"";
    assertKnown("too-large", binary(large, "application/json"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "not-json|\"data_base64\":\"eyJhIjo=\"",
        "not-json|\"data_base64\":\"?\"",
        "not-json|\"data_base64\":5",
        "not-json|\"data_base64\":{}",
        "unsupported-content-type|\"data_base64\":\"e30=\",\"datacontenttype\":\"text/plain\"",
        "bad-attribute|\"time\":[1]",
        "bad-attribute|\"correlationid\":\"\\ud83d\"",
        "bad-attribute|\"\\udc00\":\"x\""
      },
      delimiter = '|')
  void structuredRecordsTellWhoseTheyAreBesideTheirData(String reason, String members) {
    assertKnown(
        reason,
        structured("\"subject\":\"thing-1\",\"source\":\"writer\",\"sequence\":\"7\"," + members));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"data_base64\":null,\"data\":{}", "\"data_base64\":\"\""})
  void whatIsNoDataIsNone(String members) {
    Decoded decoded =
        structured("\"subject\":\"thing-1\",\"source\":\"writer\",\"sequence\":\"7\"," + members);
    assertInstanceOf(Decoded.Accepted.class, decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "12e2147483647", "1.0e-2147483647", "1e1000000000"})
  void numbersThatCouldNotBeReadAgainAreNoJson(String number) {
    assertKnown("not-json", binary("{\"a\":" + number + "}", "application/json"));
  }

  @Test
  void halfOfACharacterNamesNothing() {
    Decoded decoded =
        structured("\"subject\":\"\\ud83d\",\"source\":\"writer\",\"sequence\":\"7\"");
    Decoded.Undecodable undecodable = assertInstanceOf(Decoded.Undecodable.class, decoded);
    assertEquals("bad-attribute", undecodable.reason());
    assertEquals(null, undecodable.aggregateId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"\\ud83d\"}",
        "{\"name\":\"a\\ude00b\"}",
        "{\"name\":{\"first\":[\"\\ud83d\"]}}",
        "{\"name\":{\"\\ud83d\":1}}",
        "{\"parts\":{\"\\ud83d\":{}}}",
        "{\"parts\":{\"a\":{\"name\":\"\\ud83d\"}}}"
      })
  void halfOfACharacterIsNoValue(String data) {
    for (String type : List.of("Named", "Patched")) {
      if (type.equals("Patched") || data.startsWith("{\"name\"")) {
        assertKnown("invalid-value", kept(type, data));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"\\ud83d\\ude00\"}",
        "{\"parts\":{\"\\ud83d\\ude00\":{\"name\":[null,\"\\ud83d\\ude00\",{}]}}}",
        "{\"unused\":\"\\ud83d\"}"
      })
  void aWholeCharacterIsOneAndWhatIsNotKeptDoesNotMatter(String data) {
    assertInstanceOf(Decoded.Accepted.class, kept("Named", data));
    assertInstanceOf(Decoded.Accepted.class, kept("Patched", data));
  }

  @Test
  void mappedRecordsTellWhoseTheyAreBesideABadAttribute() {
    InputFormat mapped =
        new InputFormat(
            InputFormat.Kind.JSON,
            Map.of(
                "subject", Things.pointer("/thing"),
                "source", Things.pointer("/from"),
                "sequence", Things.pointer("/n"),
                "type", Things.pointer("/kind")));
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "things",
            0,
            0,
            bytes("thing-1"),
            bytes("{\"thing\":\"thing-1\",\"from\":\"writer\",\"n\":7,\"kind\":{}}"));
    assertKnown("bad-attribute", decode(record, mapped));
  }

  @Test
  void theCauseIsNamedRatherThanWhatIsMissingBecauseOfIt() {
    Decoded decoded =
        structured("\"subject\":\"thing-1\",\"source\":\"writer\",\"sequence\":[7],\"data\":{}");
    Decoded.Undecodable undecodable = assertInstanceOf(Decoded.Undecodable.class, decoded);
    assertEquals("bad-attribute", undecodable.reason());
    assertEquals("thing-1", undecodable.aggregateId());
    assertEquals("writer", undecodable.source());
    assertEquals(null, undecodable.sequence());
  }

  @Test
  void whatIsOnlyCarriedOnIsCutOffRatherThanRefused() {
    String id = "x".repeat(EnvelopeDecoder.MAXIMUM_NAME - 1);
    Decoded decoded =
        structured(
            "\"subject\":\"thing-1\",\"source\":\"writer\",\"sequence\":\"7\",\"data\":{},"
                + "\"correlationid\":\"%s\",\"causationid\":\"%s\""
                    .formatted(id + "\ud83d\ude00", id + "yz"));
    Decoded.Accepted accepted = assertInstanceOf(Decoded.Accepted.class, decoded);
    assertEquals(id, accepted.event().header().correlationId(), "no half of a character");
    assertEquals(id + "y", accepted.event().header().causationId());
  }

  private static void assertKnown(String reason, Decoded decoded) {
    Decoded.Undecodable undecodable = assertInstanceOf(Decoded.Undecodable.class, decoded);
    assertEquals(reason, undecodable.reason());
    assertEquals("thing-1", undecodable.aggregateId());
    assertEquals("writer", undecodable.source());
    assertEquals(7, undecodable.sequence());
  }

  private static Decoded binary(String value, String contentType) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("things", 0, 0, bytes("thing-1"), bytes(value));
    Map.of("specversion", "1.0", "id", "1", "type", "Named", "time", NOW.toString())
        .forEach((name, text) -> record.headers().add("ce_" + name, bytes(text)));
    Map.of("subject", "thing-1", "source", "writer", "sequence", "7")
        .forEach((name, text) -> record.headers().add("ce_" + name, bytes(text)));
    record.headers().add("content-type", bytes(contentType));
    return decode(record, InputFormat.cloudEvents());
  }

  private static Decoded structured(String members) {
    return decode(structured("Named", members), InputFormat.cloudEvents());
  }

  private static ConsumerRecord<byte[], byte[]> structured(String type, String members) {
    String value =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"" + type + "\"," + members + "}";
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("things", 0, 0, bytes("thing-1"), bytes(value));
    record.headers().add("content-type", bytes("application/cloudevents+json"));
    return record;
  }

  private static Decoded kept(String type, String data) {
    Map<String, FieldDefinition> inner = Map.of("name", FieldDefinition.of("name", "lww"));
    FieldDefinition parts =
        new FieldDefinition("parts", "map", List.of(), Integer.MAX_VALUE, inner, Optional.empty());
    Operation name = new Operation(Operation.Verb.SET, "name", Things.pointer("/name"), List.of());
    AggregateDefinition definition =
        Things.definition(
            Map.of("name", FieldDefinition.of("name", "lww"), "parts", parts),
            Map.of("Named", List.of(name)),
            OtherwisePolicy.PATCH);
    ConsumerRecord<byte[], byte[]> record =
        structured(
            type,
            "\"subject\":\"thing-1\",\"source\":\"writer\",\"sequence\":\"7\",\"data\":" + data);
    return Things.decoder(definition).decode(record, NOW);
  }

  private static Decoded decode(ConsumerRecord<byte[], byte[]> record, InputFormat format) {
    return Things.decoder(Things.definition(format)).decode(record, NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
