package io.tidemark.app.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.merge.MergeRules;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateSchemasTest {
  private static final AggregateDefinition THING = TestFiles.everyRule().get(0);
  private static final Documented OPEN_API =
      new Documented(OpenApi.document(TestFiles.everyRule(), "1"));

  @Test
  void theFileHasEveryRule() {
    assertEquals(
        new HashSet<>(MergeRules.names()),
        THING.state().values().stream().map(FieldDefinition::rule).collect(Collectors.toSet()));
  }

  @Test
  void describeAStateThatWasNeverUsed() throws Exception {
    JsonNode state = new Aggregate(THING, "1").fields();

    assertEquals(
        ExactJson.mapper()
            .readTree(
                """
                {"last":null,"all":[],"sum":0,"grown":0,"tags":[],"bans":[],"seen":[],"lines":{},
                 "open":false,"shut":false,"top":null,"low":null,"level":null,"notes":[],
                 "own":null}
                """),
        state);
    assertEquals(Set.of(), OPEN_API.problems("thing.state", state));
  }

  @Test
  void describeAStateThatWasUsed() throws Exception {
    Aggregate thing =
        new Aggregate(THING, "1")
            .take(
                1,
                "Changed",
                """
                {"last":{"a":1.50},"all":2,"figures":{"top":3.25,"low":"a","sum":-1.5},"level":2,
                 "grown":4,"tag":"t","key":"k","list":[5]}
                """)
            .take(2, "Changed", "{\"last\":\"x\",\"figures\":{\"top\":10},\"level\":\"HIGH\"}");
    JsonNode state = thing.fields();

    assertEquals(2, state.get("notes").size(), state.toString());
    assertEquals("2", ExactJson.mapper().readTree(thing.answer()).get("version").toString());
    assertEquals(Set.of(), OPEN_API.problems("thing.state", state));
    assertEquals(
        Set.of(),
        OPEN_API.problems("thing.aggregate", ExactJson.mapper().readTree(thing.answer())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all | null",
        "sum | null",
        "sum | \"1\"",
        "grown | -1",
        "tags | [1,1]",
        "bans | {}",
        "seen | null",
        "lines | []",
        "lines | {\"k\":{\"quantity\":1,\"price\":2}}",
        "lines | {\"k\":{\"quantity\":1,\"price\":2,\"inner\":{\"i\":{\"open\":null}}}}",
        "open | null",
        "shut | 0",
        "top | []",
        "low | {}",
        "level | \"NONE\"",
        "level | 3",
        "notes | [1,2,3]"
      })
  void refuseWhatNoRuleMakes(String field, String value) throws Exception {
    ObjectNode state = (ObjectNode) new Aggregate(THING, "1").fields();
    state.set(field, ExactJson.mapper().readTree(value));

    assertFalse(OPEN_API.problems("thing.state", state).isEmpty(), state.toString());
  }

  @Test
  void refuseAStateThatLacksAField() throws Exception {
    for (String field : THING.state().keySet()) {
      ObjectNode state = (ObjectNode) new Aggregate(THING, "1").fields();
      state.remove(field);
      assertTrue(
          OPEN_API.problems("thing.state", state).stream().anyMatch(p -> p.contains(field)), field);
    }
  }

  @Test
  void knowEveryRule() {
    for (String rule : MergeRules.names()) {
      StateSchemas.of(Map.of("field", FieldDefinition.of("field", rule)));
    }
  }
}
