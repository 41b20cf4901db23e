package io.tidemark.streams.ingest;

import com.fasterxml.jackson.core.JsonPointer;
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
import io.tidemark.domain.definition.ValueExpression;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Things of which nothing but the sequence is kept. */
final class Things {
  private Things() {}

  /** Their definition. */
  static AggregateDefinition definition(InputFormat format) {
    return definition(format, OtherwisePolicy.IGNORE);
  }

  /** Their definition; it lists no event types. */
  static AggregateDefinition definition(InputFormat format, OtherwisePolicy otherwise) {
    return definition(format, SequencePolicy.contiguousFrom(1), Map.of(), Map.of(), otherwise);
  }

  /** Their definition where more of them is kept, from CloudEvents. */
  static AggregateDefinition definition(
      SequencePolicy sequence,
      Map<String, FieldDefinition> state,
      Map<String, List<Operation>> events) {
    return definition(InputFormat.cloudEvents(), sequence, state, events, OtherwisePolicy.IGNORE);
  }

  /** Their definition where more of them is kept, from numbered CloudEvents. */
  static AggregateDefinition definition(
      Map<String, FieldDefinition> state,
      Map<String, List<Operation>> events,
      OtherwisePolicy otherwise) {
    SequencePolicy sequence = SequencePolicy.contiguousFrom(1);
    return definition(InputFormat.cloudEvents(), sequence, state, events, otherwise);
  }

  /** Decodes their records, of topics with one partition. */
  static EnvelopeDecoder decoder(AggregateDefinition definition) {
    return new EnvelopeDecoder(definition, new EventInterpreter(definition), 1);
  }

  /** Where a mapped record may have something. */
  static ValueExpression pointer(String pointer) {
    return new ValueExpression.Pointer(JsonPointer.compile(pointer), false);
  }

  private static AggregateDefinition definition(
      InputFormat format,
      SequencePolicy sequence,
      Map<String, FieldDefinition> state,
      Map<String, List<Operation>> events,
      OtherwisePolicy otherwise) {
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        format,
        new ValueExpression.Attribute("subject", false),
        sequence,
        new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000),
        LatePolicy.FOLD,
        state,
        events,
        otherwise,
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }
}
