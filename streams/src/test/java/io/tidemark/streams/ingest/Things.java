package io.tidemark.streams.ingest;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
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
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        format,
        new ValueExpression.Attribute("subject", false),
        SequencePolicy.contiguousFrom(1),
        new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000),
        LatePolicy.FOLD,
        Map.of(),
        Map.of(),
        otherwise,
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }
}
