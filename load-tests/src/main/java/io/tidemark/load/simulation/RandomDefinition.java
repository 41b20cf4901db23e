package io.tidemark.load.simulation;

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
import io.tidemark.domain.merge.MergeRules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Aggregate types as nobody would write them: every rule, maps in maps, several things at once. */
final class RandomDefinition {
  private static final int DEEPEST = 3;
  private static final List<String> RULES = MergeRules.names();

  private final Choice choice;
  private final List<Class<?>> customRules;

  private RandomDefinition(Choice choice, List<Class<?>> customRules) {
    this.choice = choice;
    this.customRules = customRules;
  }

  static AggregateDefinition of(Choice choice, List<Class<?>> customRules) {
    return new RandomDefinition(choice, customRules).definition();
  }

  private AggregateDefinition definition() {
    Map<String, FieldDefinition> state = fields(1, 1 + choice.below(4));
    Map<String, List<Operation>> events = new LinkedHashMap<>();
    RandomOperations operations = new RandomOperations(choice);
    int types = choice.between(2, 8);
    for (int type = 0; type < types; type++) {
      events.put("type" + type, operations.of(state));
    }
    return new AggregateDefinition(
        "thing",
        List.of("things"),
        InputFormat.cloudEvents(),
        new ValueExpression.Attribute("subject", false),
        sequence(),
        new GapPolicy(
            Duration.ofSeconds(choice.between(1, 20)),
            choice.percent(70) ? GapPolicy.Then.SKIP : GapPolicy.Then.WAIT,
            choice.percent(30) ? 1_000 : choice.between(1, 5)),
        choice.percent(80)
            ? LatePolicy.FOLD
            : choice.of(List.of(LatePolicy.IGNORE, LatePolicy.DEAD_LETTER)),
        state,
        events,
        choice.of(List.of(OtherwisePolicy.values())),
        EmitDefinition.defaults("thing", "thing-state"),
        Map.of());
  }

  private SequencePolicy sequence() {
    return choice.percent(16)
        ? new SequencePolicy(choice.of(List.of(Mode.INCREASING, Mode.NONE)), false, 0)
        : choice.percent(12)
            ? new SequencePolicy(Mode.CONTIGUOUS, true, 0)
            : SequencePolicy.contiguousFrom(choice.of(List.of(1, 1, 0, 7)));
  }

  private Map<String, FieldDefinition> fields(int depth, int count) {
    Map<String, FieldDefinition> fields = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      FieldDefinition field = field(depth, i);
      fields.put(field.name(), field);
    }
    return fields;
  }

  private FieldDefinition field(int depth, int index) {
    boolean map = choice.percent(depth < DEEPEST ? 25 : 0);
    String rule = map ? "map" : choice.of(RULES);
    if (depth == DEEPEST && rule.equals("map")) {
      rule = "lww";
    }
    return new FieldDefinition(
        "f" + index + "-" + rule,
        rule,
        rule.equals("rank") ? Values.RANKS : List.of(),
        rule.equals("log") && choice.percent(80) ? choice.between(1, 4) : Integer.MAX_VALUE,
        rule.equals("map") ? fields(depth + 1, choice.between(1, 3)) : Map.of(),
        rule.equals("custom") ? Optional.of(choice.of(customRules).getName()) : Optional.empty());
  }
}
