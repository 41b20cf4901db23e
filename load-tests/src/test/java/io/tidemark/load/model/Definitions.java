package io.tidemark.load.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.NullNode;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Definitions for tests, without a file. */
final class Definitions {
  private Definitions() {}

  static AggregateDefinition of(List<FieldDefinition> state, Map<String, List<Operation>> events) {
    Map<String, FieldDefinition> fields = new LinkedHashMap<>();
    state.forEach(field -> fields.put(field.name(), field));
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        InputFormat.cloudEvents(),
        new ValueExpression.Attribute("subject", false),
        SequencePolicy.contiguousFrom(1),
        new GapPolicy(Duration.ofSeconds(1), GapPolicy.Then.SKIP, 1000),
        LatePolicy.FOLD,
        fields,
        events,
        OtherwisePolicy.IGNORE,
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }

  static FieldDefinition rank(String name, String... order) {
    return new FieldDefinition(
        name, "rank", List.of(order), Integer.MAX_VALUE, Map.of(), Optional.empty());
  }

  static FieldDefinition log(String name, int limit) {
    return new FieldDefinition(name, "log", List.of(), limit, Map.of(), Optional.empty());
  }

  static FieldDefinition map(String name, FieldDefinition... value) {
    Map<String, FieldDefinition> fields = new LinkedHashMap<>();
    List.of(value).forEach(field -> fields.put(field.name(), field));
    return new FieldDefinition(name, "map", List.of(), Integer.MAX_VALUE, fields, Optional.empty());
  }

  static Operation operation(Verb verb, String field, String pointer, Operation... nested) {
    return new Operation(
        verb,
        field,
        new ValueExpression.Pointer(JsonPointer.compile(pointer), false),
        List.of(nested));
  }

  static Operation delete() {
    return new Operation(
        Verb.DELETE, "", new ValueExpression.Constant(NullNode.instance), List.of());
  }
}
