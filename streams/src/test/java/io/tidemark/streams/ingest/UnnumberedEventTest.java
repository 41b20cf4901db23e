package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class UnnumberedEventTest {
  private static final AggregateDefinition DEFINITION =
      new AggregateDefinition(
          "thing",
          List.of("things"),
          InputFormat.cloudEvents(),
          new ValueExpression.Attribute("subject", false),
          new SequencePolicy(Mode.NONE, false, 1),
          new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000),
          LatePolicy.FOLD,
          Map.of("revision", FieldDefinition.of("revision", "lww")),
          Map.of(
              "Named",
              List.of(
                  new Operation(
                      Operation.Verb.SET,
                      "revision",
                      new ValueExpression.Attribute("sequence", false),
                      List.of()))),
          OtherwisePolicy.IGNORE,
          EmitDefinition.defaults("thing", "thing-state"),
          Map.of());

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
    EventInterpreter interpreter = new EventInterpreter(DEFINITION);

    Decoded decoded = new EnvelopeDecoder(DEFINITION, interpreter, 1).decode(record, Instant.EPOCH);

    Event event = assertInstanceOf(Decoded.Accepted.class, decoded).event();
    assertEquals(Event.NO_SEQUENCE, event.sequence());
    assertEquals(TextNode.valueOf("0007b"), event.writes().get(0).value());
    Event journaled = EventFormat.read(EventFormat.write(event));
    assertEquals(event.header(), journaled.header());
  }
}
