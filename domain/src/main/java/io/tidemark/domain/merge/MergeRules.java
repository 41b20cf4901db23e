package io.tidemark.domain.merge;

import static io.tidemark.domain.definition.Operation.Verb.ADD;
import static io.tidemark.domain.definition.Operation.Verb.APPEND;
import static io.tidemark.domain.definition.Operation.Verb.APPLY;
import static io.tidemark.domain.definition.Operation.Verb.DECREMENT;
import static io.tidemark.domain.definition.Operation.Verb.DISABLE;
import static io.tidemark.domain.definition.Operation.Verb.ENABLE;
import static io.tidemark.domain.definition.Operation.Verb.INCREMENT;
import static io.tidemark.domain.definition.Operation.Verb.PUT;
import static io.tidemark.domain.definition.Operation.Verb.REMOVE;
import static io.tidemark.domain.definition.Operation.Verb.SET;

import io.tidemark.domain.definition.FieldDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry of merge rules: a new rule is one class and one line here. */
public final class MergeRules {
  private static final Map<String, MergeRuleType> TYPES = new LinkedHashMap<>();

  static {
    register(new MergeRuleType("lww", Set.of(SET), Set.of(), Set.of(), f -> new LastWriterWins()));
    register(new MergeRuleType("mv", Set.of(SET), Set.of(), Set.of(), f -> new MultiValue()));
    register(
        new MergeRuleType(
            "counter", Set.of(INCREMENT, DECREMENT), Set.of(), Set.of(), f -> Counter.any()));
    register(
        new MergeRuleType(
            "g-counter", Set.of(INCREMENT), Set.of(), Set.of(), f -> Counter.growOnly()));
    register(
        new MergeRuleType("set", Set.of(ADD, REMOVE), Set.of(), Set.of(), f -> new AddWinsSet()));
    register(
        new MergeRuleType(
            "rw-set", Set.of(ADD, REMOVE), Set.of(), Set.of(), f -> new RemoveWinsSet()));
    register(new MergeRuleType("g-set", Set.of(ADD), Set.of(), Set.of(), f -> new AddWinsSet()));
    register(
        new MergeRuleType(
            "map",
            Set.of(PUT, REMOVE),
            Set.of("value"),
            Set.of("value"),
            f -> new PutWinsMap(fields(f.value()))));
    register(
        new MergeRuleType(
            "flag", Set.of(ENABLE, DISABLE), Set.of(), Set.of(), f -> new EnableWinsFlag()));
    register(
        new MergeRuleType(
            "dw-flag", Set.of(ENABLE, DISABLE), Set.of(), Set.of(), f -> new DisableWinsFlag()));
    register(new MergeRuleType("max", Set.of(SET), Set.of(), Set.of(), f -> Extreme.greatest()));
    register(new MergeRuleType("min", Set.of(SET), Set.of(), Set.of(), f -> Extreme.smallest()));
    register(
        new MergeRuleType(
            "rank", Set.of(SET), Set.of("order"), Set.of("order"), f -> Extreme.rank(f.order())));
    register(
        new MergeRuleType(
            "log", Set.of(APPEND), Set.of("limit"), Set.of(), f -> new Log(f.limit())));
    register(
        new MergeRuleType("custom", Set.of(APPLY), Set.of("class"), Set.of("class"), Custom::new));
  }

  private MergeRules() {}

  /** The names that {@code merge:} may have, in the order of the documentation. */
  public static List<String> names() {
    return List.copyOf(TYPES.keySet());
  }

  /** The rule of that name, when there is one. */
  public static Optional<MergeRuleType> find(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** The rules of some declared fields, in their order. */
  public static Map<String, MergeRule> fields(Map<String, FieldDefinition> definitions) {
    Map<String, MergeRule> rules = new LinkedHashMap<>();
    definitions.forEach((name, field) -> rules.put(name, rule(field)));
    return Collections.unmodifiableMap(rules);
  }

  private static MergeRule rule(FieldDefinition field) {
    return find(field.rule())
        .orElseThrow(() -> new IllegalStateException("no merge rule named " + field.rule()))
        .factory()
        .create(field);
  }

  private static void register(MergeRuleType type) {
    TYPES.put(type.name(), type);
  }
}
