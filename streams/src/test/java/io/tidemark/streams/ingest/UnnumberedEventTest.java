package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UnnumberedEventTest {
  private static final AggregateDefinition DEFINITION =
      Things.definition(
          new SequencePolicy(Mode.NONE, false, 1),
          Map.of("revision", FieldDefinition.of("revision", "lww")),
          Map.of(
              "Named",
              List.of(
                  new Operation(
                      Operation.Verb.SET,
                      "revision",
                      new ValueExpression.Attribute("sequence", false),
                      List.of()))));

  @Test
  void aNumberThatDoesNotCountIsAnAttributeLikeAnyOther() {
    String value =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"Named\",\"subject\":\"thing-1\","
            + "\"source\":\"writer\",\"sequence\":\"0007b\"}";
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "things",
            0,
            0,
            "thing-1".getBytes(StandardCharsets.UTF_8),
            value.getBytes(StandardCharsets.UTF_8));

    Decoded decoded = Things.decoder(DEFINITION).decode(record, Instant.EPOCH);

    Event event = assertInstanceOf(Decoded.Accepted.class, decoded).event();
    assertEquals(Event.NO_SEQUENCE, event.sequence());
    assertEquals(TextNode.valueOf("0007b"), event.writes().get(0).value());
    Event journaled = EventFormat.read(EventFormat.write(event));
    assertEquals(event.header(), journaled.header());
  }
}
