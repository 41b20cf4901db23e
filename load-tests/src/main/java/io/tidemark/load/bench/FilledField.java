package io.tidemark.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.merge.InvalidWrite;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeRules;
import io.tidemark.domain.merge.MergeState;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One field under one rule, filled by sources that take turns, each later than the one before. */
final class FilledField {
  private static final List<String> RANKS = List.of("OPEN", "PAID", "SHIPPED");
  private static final String FIELD = "field";

  private final String name;
  private final Shape shape;
  private final MergeRule rule;
  private final Verb verb;
  private final String[] sources;
  private final MergeState state;
  private long applied;

  /**
   * @param name the rule's name
   * @param count how many members, keys, entries, sources or writes the state has
   */
  FilledField(String name, int count) {
    this(name, count, rule(name, count));
  }

  private FilledField(String name, int count, MergeRule rule) {
    this.name = name;
    this.rule = rule;
    shape = Shape.of(name);
    verb = contentVerb(name);
    sources = new String[shape.sources(count)];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = ("/source/" + i).intern();
    }
    state = rule.empty();
    for (int i = 0; i < count; i++) {
      apply(content(i));
    }
  }

  /** Many fields of one declaration, each filled with as many. */
  static List<MergeState> many(String name, int count, int number) {
    MergeRule rule = rule(name, count);
    List<MergeState> fields = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      fields.add(new FilledField(name, count, rule).state());
    }
    return fields;
  }

  /** What remains of it when nothing else is held on to. */
  MergeState state() {
    return state;
  }

  /**
   * Removes all members or keys, which leaves what the rule must remember of them.
   *
   * @param observing whether the removals say what their writer had observed: all of it
   */
  FilledField removeAll(int count, boolean observing) {
    for (int i = 0; i < count; i++) {
      Stamp stamp = nextStamp();
      state.apply(
          removal(i), observing ? new Origin(stamp, true, everything()) : Origin.unobserved(stamp));
    }
    return this;
  }

  private ConsistencyToken everything() {
    Map<String, Long> vector = new HashMap<>();
    for (String source : sources) {
      vector.put(source, Long.MAX_VALUE);
    }
    return new ConsistencyToken(new EffectiveTime(applied * 1_000, 0), vector);
  }

  /** Applies a write as the next event of the next source; false when it asks for the history. */
  boolean apply(Write write) {
    return state.apply(write, Origin.unobserved(nextStamp()));
  }

  private Stamp nextStamp() {
    int source = (int) (applied % sources.length);
    long sequence = applied / sources.length + 1;
    applied++;
    return new Stamp(new EffectiveTime(applied * 1_000, 0), sources[source], sequence);
  }

  /** A write that brings, or brings back, what stands at that place. */
  Write content(int at) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (shape) {
      case ELEMENTS -> write(verb, element(at));
      case KEYS ->
          write(
              verb,
              element(at),
              new Write(Verb.INCREMENT, "quantity", json.numberNode(1), List.of()),
              new Write(Verb.SET, "price", json.numberNode(at), List.of()));
      case ENTRIES -> write(verb, TextNode.valueOf("what was said, number " + at));
      default -> write(verb, value(at));
    };
  }

  /** A write that takes away the member or key at that place. */
  Write removal(int at) {
    return write(Verb.REMOVE, element(at));
  }

  private JsonNode value(int at) {
    return switch (name) {
      case "rank" -> TextNode.valueOf(RANKS.get(at % RANKS.size()));
      case "flag", "dw-flag" -> JsonNodeFactory.instance.booleanNode(true);
      case "lww", "mv" -> element(at);
      case "custom" -> JsonNodeFactory.instance.objectNode().put("priority", at).put("text", "t");
      default -> JsonNodeFactory.instance.numberNode(at);
    };
  }

  /** A text of its own for each write, as each event brings its own. */
  private static JsonNode element(int at) {
    return TextNode.valueOf("element-" + (100_000 + at));
  }

  private Write write(Verb operation, JsonNode value, Write... nested) {
    try {
      return new Write(operation, FIELD, rule.accept(operation, value), List.of(nested));
    } catch (InvalidWrite e) {
      throw new IllegalStateException("a benchmark's own value is refused", e);
    }
  }

  private static Verb contentVerb(String name) {
    List<Verb> verbs = new ArrayList<>(MergeRules.find(name).orElseThrow().verbs());
    verbs.removeAll(List.of(Verb.REMOVE, Verb.DECREMENT, Verb.DISABLE));
    return verbs.get(0);
  }

  private static MergeRule rule(String name, int count) {
    Map<String, FieldDefinition> value =
        Map.of(
            "quantity", FieldDefinition.of("quantity", "counter"),
            "price", FieldDefinition.of("price", "lww"));
    FieldDefinition field =
        new FieldDefinition(
            FIELD,
            name,
            name.equals("rank") ? RANKS : List.of(),
            name.equals("log") ? count : Integer.MAX_VALUE,
            name.equals("map") ? value : Map.of(),
            name.equals("custom")
                ? Optional.of(HighestPriority.class.getName())
                : Optional.empty());
    return MergeRules.fields(Map.of(FIELD, field)).get(FIELD);
  }
}
