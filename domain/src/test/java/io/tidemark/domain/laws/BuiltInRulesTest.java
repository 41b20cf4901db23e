package io.tidemark.domain.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.MergeRules;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The search that users' rules go through, on our own. They are given each write once, so being
 * idempotent is not asked of them.
 */
class BuiltInRulesTest {
  private static final Set<Law> LAWS = EnumSet.complementOf(EnumSet.of(Law.IDEMPOTENT));
  private static final List<String> SETS = List.of("{'set':1}", "{'set':2}", "{'set':'a'}");
  private static final List<String> ELEMENTS =
      List.of("{'add':1}", "{'add':2}", "{'remove':1}", "{'remove':2}");
  private static final List<String> FLAGS = List.of("{'enable':true}", "{'disable':true}");
  private static final List<String> AMOUNTS =
      List.of("{'increment':1}", "{'increment':0.1}", "{'decrement':2}");

  static Stream<Arguments> rules() {
    return Stream.of(
        arguments("lww", SETS),
        arguments("mv", SETS),
        arguments("counter", AMOUNTS),
        arguments("g-counter", AMOUNTS.subList(0, 2)),
        arguments("set", ELEMENTS),
        arguments("rw-set", ELEMENTS),
        arguments("g-set", ELEMENTS.subList(0, 2)),
        arguments(
            "map",
            List.of(
                "{'put':'k','of':{'price':{'set':1},'tags':{'add':1}}}",
                "{'put':'k','of':{'price':{'set':2},'tags':{'remove':1}}}",
                "{'put':'l','of':{}}",
                "{'remove':'k'}")),
        arguments("flag", FLAGS),
        arguments("dw-flag", FLAGS),
        arguments("max", SETS),
        arguments("min", SETS),
        arguments("rank", List.of("{'set':'LOW'}", "{'set':'2'}", "{'set':2}")),
        arguments("log", List.of("{'append':1}", "{'append':2}", "{'append':[]}")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void keepsTheLaws(String name, List<String> operations) {
    // A map that is told what was observed may need its history, which only the aggregate has.
    boolean isMap = name.equals("map");
    Supplier<Subject> subject = () -> new BuiltInSubject(rule(name), operations, !isMap, !isMap);
    LawReport report =
        LawChecker.standard().withLimit(Duration.ofMinutes(5)).check(name, subject, LAWS);
    report.requireHolds();
    assertTrue(report.complete());
    assertEquals(List.of(), report.remarks(), "every operation is tried");
  }

  @Test
  void everyRuleIsSearched() {
    Set<String> searched =
        rules().map(arguments -> (String) arguments.get()[0]).collect(Collectors.toSet());
    searched.add("custom");
    assertEquals(new TreeSet<>(MergeRules.names()), new TreeSet<>(searched));
  }

  @Test
  void aRuleThatIsNotToldTheTimeIsFound() {
    LawReport report = LawChecker.standard().check("lww", () -> new Timeless(rule("lww")), LAWS);
    assertEquals(
        List.of(Law.COMMUTATIVE), report.broken().stream().map(CounterExample::law).toList());
    assertEquals(2, report.broken().get(0).writes());
  }

  /** Every event looks as if it were the same one. */
  private record Timeless(BuiltInSubject rule) implements Subject {
    private static final Stamp ONLY = new Stamp(new EffectiveTime(0, 0), "x", 1);

    Timeless(MergeRule rule) {
      this(new BuiltInSubject(rule, SETS, false, true));
    }

    @Override
    public void check(JsonNode value) {
      rule.check(value);
    }

    @Override
    public JsonNode apply(JsonNode current, Occurrence occurrence, int place) {
      List<CustomWrite> writes =
          occurrence.writes().stream().map(w -> new CustomWrite(w.value(), ONLY)).toList();
      return rule.apply(
          current,
          new Occurrence(
              occurrence.index(),
              occurrence.event(),
              occurrence.before(),
              occurrence.context(),
              writes),
          place);
    }

    @Override
    public JsonNode value(JsonNode current) {
      return rule.value(current);
    }

    @Override
    public List<JsonNode> examples() {
      return rule.examples();
    }
  }

  private static MergeRule rule(String name) {
    FieldDefinition field =
        new FieldDefinition(
            "f",
            name,
            name.equals("rank") ? List.of("LOW", "2") : List.of(),
            name.equals("log") ? 2 : Integer.MAX_VALUE,
            name.equals("map")
                ? Map.of(
                    "price", FieldDefinition.of("price", "lww"),
                    "tags", FieldDefinition.of("tags", "set"))
                : Map.of(),
            Optional.empty());
    return MergeRules.fields(Map.of("f", field)).get("f");
  }
}
