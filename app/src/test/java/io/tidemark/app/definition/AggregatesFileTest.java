package io.tidemark.app.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression.Attribute;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.definition.ValueExpression.Pointer;
import io.tidemark.domain.json.ExactJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults, short forms, and values that YAML 1.1 would have spoilt. */
class AggregatesFileTest {
  private static final String BASE =
      """
      aggregates:
        cart:
          topics: carts
          state:
            name: lww
            total: counter
            lines: { merge: map, value: { n: counter, inner: { merge: map, value: { x: lww } } } }
      """;

  private static AggregateDefinition parse(String lines) throws DefinitionException {
    return AggregatesFile.parse("file.yaml", BASE + lines.indent(4)).get(0);
  }

  private static List<Operation> operations(String items) throws DefinitionException {
    return parse("events: { E: " + items + " }").events().get("E");
  }

  private static JsonNode constant(String yaml) throws DefinitionException {
    return ((Constant) operations("[{set: {name: " + yaml + "}}]").get(0).value()).value();
  }

  @Test
  void fillsInTheDefaults() throws Exception {
    AggregateDefinition cart = parse("events: {}");
    assertEquals(List.of("carts"), cart.topics());
    assertEquals(InputFormat.cloudEvents(), cart.format());
    assertEquals(new Attribute("subject", false), cart.id());
    assertEquals(SequencePolicy.contiguousFrom(1), cart.sequence());
    assertEquals(new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000), cart.gap());
    assertEquals(LatePolicy.FOLD, cart.late());
    assertEquals(OtherwisePolicy.IGNORE, cart.otherwise());
    assertEquals(EmitDefinition.defaults("cart", "cart-state"), cart.emit());
    assertTrue(cart.projections().isEmpty());
  }

  @Test
  void readsPoliciesInLongAndShortForm() throws Exception {
    AggregateDefinition cart =
        parse(
            """
            sequence: increasing
            gap: { then: wait }
            late: dead-letter
            otherwise: patch
            emit: { topic: out, type: a.b, source: /s }
            """);
    assertEquals(SequencePolicy.Mode.INCREASING, cart.sequence().mode());
    assertEquals(GapPolicy.Then.WAIT, cart.gap().then());
    assertEquals(LatePolicy.DEAD_LETTER, cart.late());
    assertEquals(OtherwisePolicy.PATCH, cart.otherwise());
    assertEquals(new EmitDefinition("out", "a.b", "/s"), cart.emit());
    assertTrue(cart.events().isEmpty());
    assertTrue(parse("sequence: {start: first}\nevents: {}").sequence().startsAtFirst());
    assertEquals(0, parse("sequence: {start: 0}\nevents: {}").sequence().start());
    assertEquals("out", parse("emit: out\nevents: {}").emit().topic());
    // A start may stay when the mode is changed.
    assertEquals(
        SequencePolicy.Mode.NONE,
        parse("sequence: {mode: none, start: first}\nevents: {}").sequence().mode());
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "0s,PT0S"})
  void readsDurations(String written, Duration expected) throws Exception {
    assertEquals(expected, parse("gap: {wait: " + written + "}\nevents: {}").gap().waiting());
  }

  @Test
  void readsAMappingOfPlainJson() throws Exception {
    AggregateDefinition cart =
        parse(
            """
            format: json
            map: { type: /eventType, subject: /data/cart, sequence: /sequenceNumber, source: shop }
            events: {}
            """);
    assertEquals(InputFormat.Kind.JSON, cart.format().kind());
    assertEquals(
        new Pointer(JsonPointer.compile("/eventType"), false), cart.format().map().get("type"));
    assertEquals(
        new Constant(ExactJson.mapper().valueToTree("shop")), cart.format().map().get("source"));
    // Without a subject when the id stands in the data, without a sequence when there is none.
    parse("format: json\nmap: {type: /t}\nid: /cart\nsequence: none\nevents: {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NO|\"NO\"",
        "on|\"on\"",
        "yes|\"yes\"",
        "True|\"True\"",
        "true|true",
        "false|false",
        "null|null",
        "~|null",
        "2024-01-01|\"2024-01-01\"",
        "2024-01-01T10:00:00Z|\"2024-01-01T10:00:00Z\"",
        "1:30|\"1:30\"",
        "007|\"007\"",
        "0x1F|\"0x1F\"",
        "1_000|\"1_000\"",
        "+1|\"+1\"",
        ".5|\".5\"",
        ".inf|\".inf\"",
        "\"1\"|\"1\"",
        "!!str 1|\"1\"",
        "''|\"\"",
        "5|5",
        "-5|-5",
        "9007199254740993|9007199254740993",
        "123456789012345678901234567890|123456789012345678901234567890",
        "0.10|0.10",
        "1e3|1e3",
        "=|\"=\"",
        "[1, {a: b}]|[1,{\"a\":\"b\"}]",
        "{from: Paris}|{\"from\":\"Paris\"}"
      })
  void readsConstantsAsJson(String yaml, String json) throws Exception {
    assertEquals(ExactJson.mapper().readTree(json), constant(yaml));
  }

  @Test
  void readsBlockScalarsAliasesAndKeysThatLookLikeBooleans() throws Exception {
    AggregateDefinition cart =
        AggregatesFile.parse(
                "file.yaml",
                """
                \uFEFF%YAML 1.2
                ---
                aggregates:
                  'on':
                    topics: [&t carts]
                    state: { no: &rule lww, y: *rule }
                    events:
                      on:
                      - set: { no: >-
                            two
                            lines }
                """
                    .replace(">-\n            two\n            lines", "\"two\\\n   lines\""))
            .get(0);
    assertEquals("on", cart.type());
    assertEquals("lww", cart.state().get("y").rule());
    assertEquals("no", cart.events().get("on").get(0).field());
  }

  @Test
  void takesRequiredInAllFourPlaces() throws Exception {
    for (String items :
        List.of(
            "[{set: {name: /x}, required: true}]",
            "[{set: {name: /x, required: true}}]",
            "[{set: {name: {from: /x, required: true}}}]",
            "{set: {name: {from: /x}}, required: true}")) {
      assertTrue(operations(items).get(0).value().required(), items);
    }
    Operation put =
        operations("[{put: {lines: {key: \"@id\", increment: {n: /n}, required: true}}}]").get(0);
    assertEquals(new Attribute("id", true), put.value());
    assertTrue(put.nested().get(0).value().required());
    Operation inner =
        operations("[{put: {lines: {key: /k, increment: {n: /n, required: true}}}}]").get(0);
    assertEquals(false, inner.value().required());
    assertTrue(inner.nested().get(0).value().required());
  }

  @Test
  void takesAFieldThatIsCalledRequiredForAField() throws Exception {
    AggregateDefinition cart =
        AggregatesFile.parse(
                "file.yaml",
                """
                aggregates:
                  cart:
                    topics: [carts]
                    state: { required: lww, name: lww }
                    events: { E: [ { set: { name: /x, required: true } } ] }
                """)
            .get(0);
    assertEquals(
        List.of("name", "required"),
        cart.events().get("E").stream().map(Operation::field).toList());
    assertEquals(false, cart.events().get("E").get(0).value().required());
  }

  @Test
  void readsMapsInsideMaps() throws Exception {
    Operation put =
        operations(
                "[{put: {lines: {key: a, put: {inner: {key: /k, set: {x: /x}}},"
                    + " remove: {inner: /gone}}}}]")
            .get(0);
    assertEquals(
        List.of(Operation.Verb.PUT, Operation.Verb.REMOVE),
        put.nested().stream().map(Operation::verb).toList());
    assertEquals("x", put.nested().get(0).nested().get(0).field());
  }

  @Test
  void readsColumnsInLongAndShortForm() throws Exception {
    AggregateDefinition cart =
        parse(
            """
            events: {}
            projections:
              carts: { columns: { name: text, total: { type: int, index: true }, n: { from: /lines/a/n } } }
            """);
    assertEquals(
        List.of(
            new Column(JsonPointer.compile("/name"), ColumnType.TEXT, false),
            new Column(JsonPointer.compile("/total"), ColumnType.INTEGER, true),
            new Column(JsonPointer.compile("/lines/a/n"), ColumnType.TEXT, false)),
        List.copyOf(cart.projections().get("carts").columns().values()));
  }

  @Test
  void readsRankOrdersAsText() throws Exception {
    AggregateDefinition cart =
        AggregatesFile.parse(
                "file.yaml",
                """
                aggregates:
                  cart:
                    topics: [carts]
                    state: { level: { merge: rank, order: [1, 2.50, true, NO] } }
                    events: { E: [ { set: { level: 2.50 } } ] }
                """)
            .get(0);
    assertEquals(List.of("1", "2.50", "true", "NO"), cart.state().get("level").order());
  }

  @Test
  void readsTheExampleOfTheDocumentation() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "aggregates-file.md"));
    String example = page.split("```yaml\n", 2)[1].split("```", 2)[0];
    assertEquals("cart", AggregatesFile.parse("example.yaml", example).get(0).type());
  }
}
