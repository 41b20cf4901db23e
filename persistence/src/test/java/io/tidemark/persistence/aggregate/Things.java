package io.tidemark.persistence.aggregate;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Things that log what is added to them. */
public final class Things {
  private Things() {}

  /** Their definition. */
  public static AggregateDefinition definition() {
    FieldDefinition field = FieldDefinition.of("f", "log");
    ValueExpression value = new ValueExpression.Pointer(JsonPointer.compile("/v"), true);
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        InputFormat.cloudEvents(),
        new ValueExpression.Attribute("subject", false),
        SequencePolicy.contiguousFrom(1),
        new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.WAIT, 1),
        LatePolicy.FOLD,
        Map.of("f", field),
        Map.of("Added", List.of(new Operation(Verb.APPEND, "f", value, List.of()))),
        OtherwisePolicy.IGNORE,
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }

  /** Something to add. */
  public static Event event(String source, long sequence) {
    return new Event(
        new Event.Header(
            source + "-" + sequence,
            source,
            sequence,
            "Added",
            sequence,
            null,
            null,
            null,
            null,
            null,
            Map.of()),
        ("{\"v\":\"" + source + sequence + "\"}").getBytes(StandardCharsets.UTF_8),
        new Position("things", 0, sequence));
  }
}
