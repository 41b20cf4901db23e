package io.tidemark.app.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of mistake, where it is reported and in which words. */
class WrongFilesTest {
  /** Seven lines that are right; a case adds its own from line 8 on, indented by four. */
  private static final String BASE =
      """
      aggregates:
        cart:
          topics: [carts]
          state:
            name: lww
            level: { merge: rank, order: [LOW, HIGH] }
            total: counter
      """;

  private static final String EVENTS = BASE + "    events: {}\n";

  private static String with(String line) {
    return EVENTS + "    " + line + "\n";
  }

  private static String item(String item) {
    return BASE + "    events:\n      E:\n        - " + item + "\n";
  }

  private static String field(String field) {
    return "aggregates:\n  cart:\n    topics: [carts]\n    events: {}\n    state:\n      "
        + field
        + "\n";
  }

  private static String column(String column) {
    return with("projections:\n      carts:\n        columns:\n          " + column);
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        arguments("", 1, 1, "the file is empty"),
        arguments("# only a comment\n", 1, 1, "the file is empty"),
        arguments("aggregates: [\n", 2, 1, "not YAML: while parsing a flow node"),
        arguments("aggregates:\n\tcart: {}\n", 2, 1, "not YAML: while scanning for the next token"),
        arguments(with("emit:{to: x}\n    late: [1"), 11, 1, "not YAML: while parsing a flow"),
        arguments(with("emit:{to: x}"), 9, 11, "allowed: topic, type, source"),
        arguments(BASE + "    events:\n      E:[remove]\n", 9, 10, "E[0]: found \"remove\""),
        arguments("aggregates:\n  a: b: c\n", 2, 7, "mapping values are not allowed here"),
        arguments("aggregates: {}\u0007\n", 1, 15, "U+0007 is not allowed"),
        arguments(EVENTS + "---\naggregates: {}\n", 9, 1, "a second document"),
        arguments("- cart\n", 1, 1, "found a list; allowed: a map with the key aggregates"),
        arguments("aggregate: {}\n", 1, 1, "aggregate: unknown key; allowed: aggregates; did you"),
        arguments("other: {}\n", 1, 1, "the key aggregates is missing"),
        arguments("aggregates:\n", 1, 12, "aggregates: found nothing; allowed: a map"),
        arguments("aggregates: {}\n", 1, 13, "found an empty map; allowed: one aggregate type"),
        arguments(EVENTS + "version: 1\n", 9, 1, "version: unknown key; allowed: aggregates"),
        arguments("aggregates: { 1a: {} }\n", 1, 15, "found the aggregate type \"1a\"; allowed"),
        arguments("aggregates: { cart: 3 }\n", 1, 21, "cart: found the number 3; allowed: a map"),
        arguments(with("id: @subject"), 9, 9, "must be quoted, such as \"@subject\""),
        arguments(with("late: *nowhere"), 9, 11, "found undefined alias nowhere"),
        arguments(with("late: !!int fold"), 9, 11, "the tag tag:yaml.org,2002:int is not allowed"),
        arguments(with("late: !Late fold"), 9, 11, "the tag !Late is not allowed"),
        arguments(with("late: &x [*x]"), 9, 11, "contains an alias of itself"),
        arguments(with("<<: {late: fold}"), 9, 5, "merge keys are not supported"),
        arguments(with("? [a]\n    : b"), 9, 7, "a key is a list; allowed: a text"));
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        arguments(
            with("topics: [others]"), 9, 5, "cart.topics: duplicate key; it stands in line 3"),
        arguments(with("latte: fold"), 9, 5, "cart.latte: unknown key; allowed: topics, format"),
        arguments(with("latte: fold"), 9, 5, "did you mean late?"),
        arguments(with("1: fold"), 9, 5, "cart.1: a key is the number 1; allowed: a text"),
        arguments(
            EVENTS.replace("topics: [carts]", "late: fold"), 2, 3, "the key topics is missing"),
        arguments(EVENTS.replace("[carts]", "[]"), 3, 13, "allowed: a list of one Kafka topic"),
        arguments(EVENTS.replace("[carts]", "[7]"), 3, 14, "topics[0]: found the number 7"),
        arguments(EVENTS.replace("[carts]", "[a b]"), 3, 14, "\"a b\"; allowed: a Kafka topic"),
        arguments(EVENTS.replace("[carts]", "[..]"), 3, 14, "found \"..\"; allowed: a Kafka topic"),
        arguments(EVENTS.replace("[carts]", "[" + "t".repeat(250) + "]"), 3, 14, "1 to 249"),
        arguments(EVENTS.replace("[carts]", "[tidemark.x]"), 3, 14, "tidemark., which is reserved"),
        arguments(EVENTS.replace("[carts]", "[a, a]"), 3, 17, "feeds cart already"),
        arguments(with("format: avro"), 9, 13, "found \"avro\"; allowed: cloudevents, json"),
        arguments(with("format: json"), 2, 3, "the key map is missing"),
        arguments(with("map: {type: /t}"), 9, 5, "a mapping goes with format: json only"),
        arguments(
            with("format: json\n    map: {type: /t, subject: /s}"),
            10,
            5,
            "key sequence is missing"),
        arguments(
            with("format: json\n    map: {type: /t, sequence: /n}"),
            10,
            5,
            "key subject is missing"),
        arguments(with("format: json\n    map: {tipe: /t}"), 10, 11, "cart.map.tipe: unknown key"),
        arguments(
            with("format: json\n    map: {type: /t, subject: /s, sequence: 5}"),
            10,
            44,
            "cart.map.sequence: found the number 5; allowed: a JSON pointer"),
        arguments(with("id: subject"), 9, 9, "cart.id: found \"subject\"; allowed: a JSON pointer"),
        arguments(with("id: /a~b"), 9, 9, "~0 stands for ~"),
        arguments(with("id: \"@Sub\""), 9, 9, "an attribute's name in lower-case letters"));
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        arguments(with("sequence: {mode: contigous}"), 9, 22, "did you mean contiguous?"),
        arguments(with("sequence: {start: -1}"), 9, 23, "found the number -1; allowed: a whole"),
        arguments(
            with("sequence: {start: last}"), 9, 23, "found \"last\"; allowed: a whole number"),
        arguments(with("sequence: {begin: 1}"), 9, 16, "allowed: mode, start"),
        arguments(with("sequence: 3"), 9, 15, "cart.sequence: found the number 3"),
        arguments(with("gap: {wait: 30}"), 9, 17, "cart.gap.wait: found the number 30; allowed: a"),
        arguments(with("gap: {wait: soon}"), 9, 17, "found \"soon\"; allowed: a duration such as"),
        arguments(with("gap: {wait: 101d}"), 9, 17, "at most 100d"),
        arguments(with("gap: {wiat: 30s}"), 9, 11, "cart.gap.wiat: unknown key"),
        arguments(with("gap: {then: give-up}"), 9, 17, "allowed: skip, wait"),
        arguments(with("gap: {hold: 0}"), 9, 17, "allowed: a whole number from 1 to 1000000"),
        arguments(with("gap: 30s"), 9, 10, "allowed: a map with the keys wait, then, hold"),
        arguments(with("late: deadletter"), 9, 11, "did you mean dead-letter?"),
        arguments(with("otherwise: true"), 9, 16, "found the boolean true; allowed: ignore"),
        arguments(
            with("emit: {topic: carts}"), 9, 12, "emitted topic \"carts\" is an input of cart"),
        arguments(with("emit: {topic: tidemark.x}"), 9, 19, "which is reserved"),
        arguments(with("emit: {to: x}"), 9, 12, "allowed: topic, type, source"),
        arguments(with("emit: {type: ''}"), 9, 18, "found \"\"; allowed: the ce_type"),
        arguments(
            EVENTS + "  order: {topics: [carts], state: {a: lww}, events: {}}\n",
            9,
            20,
            "order.topics[0]: the topic \"carts\" feeds cart already"),
        arguments(
            EVENTS + "  order: {topics: [o], state: {a: lww}, events: {}, emit: cart-state}\n",
            9,
            53,
            "the emitted topic \"cart-state\" is taken by cart"),
        arguments(
            EVENTS + "  order: {topics: [cart-state], state: {a: lww}, events: {}}\n",
            2,
            3,
            "cart: the emitted topic \"cart-state\" is an input of order"));
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        arguments("aggregates: { cart: { topics: [a], events: {} } }\n", 1, 15, "state is missing"),
        arguments(field("{}"), 6, 7, "cart.state: found an empty map; allowed: fields"),
        arguments(field("a: lvw"), 6, 10, "found \"lvw\" where a merge rule belongs; allowed: lww"),
        arguments(field("a: lvw"), 6, 10, "did you mean lww?"),
        arguments(field("a: 5"), 6, 10, "found the number 5 where a merge rule belongs"),
        arguments(field("a: {limit: 5}"), 6, 7, "cart.state.a: the key merge is missing"),
        arguments(field("a: map"), 6, 10, "merge: map needs the key value"),
        arguments(field("a: {merge: rank}"), 6, 7, "the key order is missing; allowed: a list"),
        arguments(
            field("a: {merge: lww, order: [x]}"), 6, 23, "a.order: unknown key; allowed: merge"),
        arguments(field("a: {merge: rank, order: []}"), 6, 31, "a list of the values from lowest"),
        arguments(field("a: {merge: rank, order: [x, x]}"), 6, 35, "found \"x\" a second time"),
        arguments(field("a: {merge: rank, order: [x, [y]]}"), 6, 35, "order[1]: found a list"),
        arguments(field("a: {merge: custom}"), 6, 7, "the key class is missing; allowed: the full"),
        arguments(field("a: {merge: custom, class: 'a b'}"), 6, 33, "allowed: the full name of a"),
        arguments(
            field("a: {merge: custom, class: com.example.Nothing}"),
            6,
            33,
            "cart.state.a.class: there is no class com.example.Nothing on the class path; put"),
        arguments(
            field("a: {merge: map, value: {b: {merge: custom, class: java.lang.String}}}"),
            6,
            57,
            "cart.state.a.value.b.class: java.lang.String does not implement io.tidemark"),
        arguments(field("a: {merge: log, limit: 0}"), 6, 30, "allowed: a whole number from 1 to"),
        arguments(field("a: {merge: log, limit: 2.5}"), 6, 30, "a.limit: found the number 2.5"),
        arguments(field("a: {merge: map, value: lww}"), 6, 30, "a map of the fields of a value"),
        arguments(
            field("a: {merge: map, value: {b: {merge: map, value: {c: nope}}}}"),
            6,
            58,
            "cart.state.a.value.b.value.c: found \"nope\""));
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        arguments(BASE, 2, 3, "the key events is missing; allowed: a map from event type"),
        arguments(
            item("remove-all"), 10, 11, "cart.events.E[0]: found \"remove-all\"; allowed: delete"),
        arguments(item("delete: true"), 10, 11, "delete: unknown key"),
        arguments(item("{}"), 10, 11, "no operation; allowed: one of set, increment"),
        arguments(item("sett: {name: /x}"), 10, 11, "did you mean set?"),
        arguments(item("{ set: {name: /x}, increment: {total: 1} }"), 10, 30, "a second operation"),
        arguments(item("{ set: {name: /x}, required: 1 }"), 10, 40, "allowed: true, false"),
        arguments(item("set: name"), 10, 16, "allowed: a map from field to value"),
        arguments(item("set: {}"), 10, 16, "no field; allowed: one or more"),
        arguments(
            item("set: {nam: /x}"), 10, 17, "\"nam\" is no declared field; allowed: name, level"),
        arguments(
            item("set: {total: 5}"),
            10,
            17,
            "merges by counter and does not take set; allowed: incr"),
        arguments(item("increment: {total: many}"), 10, 30, "total: counter takes a number"),
        arguments(item("set: {level: MIDDLE}"), 10, 24, "found \"MIDDLE\"; allowed: LOW, HIGH"),
        arguments(item("set: {name: /a~}"), 10, 23, "~0 stands for ~"),
        arguments(item("set: {name: \"@a-b\"}"), 10, 23, "an attribute's name"),
        arguments(item("set: {name: {from: /x, require: true}}"), 10, 34, "did you mean required?"),
        arguments(
            item("set: {name: {from: x, required: true}}"), 10, 30, "allowed: a JSON pointer"),
        arguments(item("set: {name: {a: [/x]}}"), 10, 28, "inside a constant list or map"),
        arguments(item("put: {name: {key: /x}}"), 10, 17, "merges by lww and does not take put"),
        arguments(item("enable: [nam]"), 10, 20, "\"nam\" is no declared field"),
        arguments(
            BASE
                + "      lines: {merge: map, value: {n: counter}}\n    events:\n"
                + "      E: [{put: {lines: {kay: /x}}}]\n",
            10,
            18,
            "lines: the key key is missing"),
        arguments(
            BASE
                + "      lines: {merge: map, value: {n: counter}}\n    events:\n"
                + "      E: [{put: {lines: {key: /x, set: {n: 1}}}}]\n",
            10,
            41,
            "put.lines.set.n: the field n merges by counter"));
  }

  static Stream<Arguments> projections() {
    return Stream.of(
        arguments(with("projections: {Carts: {columns: {name: text}}}"), 9, 19, "projection name"),
        arguments(with("projections: {carts: {}}"), 9, 19, "the key columns is missing"),
        arguments(column("id: {from: /name}"), 12, 11, "found the column name \"id\""),
        arguments(column("_x: {from: /name}"), 12, 11, "found the column name \"_x\""),
        arguments(column("other: text"), 12, 11, "\"other\" is no declared field"),
        arguments(column("other: {type: text}"), 12, 11, "the key from is missing"),
        arguments(column("x: {from: name}"), 12, 21, "a JSON pointer, which starts with /"),
        arguments(
            column("x: {from: /nama}"), 12, 21, "\"nama\" is no declared field; allowed: name"),
        arguments(
            column("name: {type: string}"), 12, 24, "found \"string\"; allowed: text, bigint"),
        arguments(column("name: {index: yes}"), 12, 25, "found \"yes\"; allowed: true, false"),
        arguments(column("name: {indx: true}"), 12, 18, "did you mean index?"),
        arguments(
            with("projections: {carts: {columns: {name: text}}}")
                + "  order: {topics: [o], state: {name: lww}, events: {},"
                + " projections: {carts: {columns: {name: text}}}}\n",
            10,
            70,
            "\"carts\" is taken by cart.projections.carts"));
  }

  @ParameterizedTest
  @MethodSource({"documents", "inputs", "policies", "fields", "operations", "projections"})
  void reportsWhereAndWhat(String text, int line, int column, String fragment) {
    List<Problem> problems = problems(text);
    assertTrue(
        problems.stream()
            .anyMatch(
                problem ->
                    problem.line() == line
                        && problem.column() == column
                        && problem.message().contains(fragment)),
        () ->
            "expected %d:%d: ...%s... in%n%s%nof%n%s"
                .formatted(
                    line,
                    column,
                    fragment,
                    problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
                    text));
  }

  @Test
  void reportsAllProblemsOfAFileByLine() {
    List<Problem> problems =
        problems(
            BASE.replace("counter", "countr")
                + "    late: never\n    gap: {wait: x, hold: x}\n"
                + "    events: {E: [{increment: {total: 1}}, {set: {nam: /x}}]}\n");
    assertEquals(List.of(7, 8, 9, 9, 10), problems.stream().map(Problem::line).toList());
  }

  @Test
  void saysNothingAboutTheUseOfAFieldThatIsWrongItself() {
    String text =
        BASE
            + "      lines: {merge: map, value: {n: {merge: map, value: {deep: bad}}}}\n"
            + "    events: {E: [{put: {lines: {key: a, put: {n: {key: 1, set: {deep: 1}}}}}}]}\n";
    assertEquals(List.of(8), problems(text).stream().map(Problem::line).toList());
  }

  @Test
  void refusesAliasesThatExpandWithoutEnd() {
    String bomb =
        "aggregates:\n  a0: &a0 {topics: x}\n"
            + IntStream.range(1, 25)
                .mapToObj(i -> "  a%d: &a%d {x: *a%d, y: *a%d}%n".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining());
    List<Problem> problems = problems(bomb);
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).message().contains("too large once its aliases are written out"));
  }

  @Test
  void keepsTheLimitsOfSnakeYaml() {
    String aliases = "aggregates:\n  a: &a {}\n  b: [" + "*a, ".repeat(60) + "]\n";
    assertTrue(problems(aliases).get(0).message().contains("aliases"));
    String deep = "aggregates: " + "[".repeat(100) + "]".repeat(100) + "\n";
    assertTrue(problems(deep).get(0).message().contains("Nesting"));
  }

  @Test
  void namesAFileThatCannotBeRead(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing.yaml");
    assertEquals(missing + ":1:1: there is no such file", load(missing));
    assertEquals(folder + ":1:1: is a directory; allowed: a YAML file", load(folder));
    Path binary =
        Files.write(folder.resolve("binary.yaml"), new byte[] {'a', '\n', 'b', (byte) 0xC3, '('});
    assertEquals(binary + ":2:2: is not UTF-8 from here on", load(binary));
    Path cut = Files.write(folder.resolve("cut.yaml"), new byte[] {'a', (byte) 0xC3});
    assertEquals(cut + ":1:2: is not UTF-8 from here on", load(cut));
  }

  @Test
  void answersEveryDamagedFileWithProblemsInsideIt() throws Exception {
    Path example = Path.of(getClass().getResource("/definition/carts.yaml").toURI());
    String text = Files.readString(example);
    String[] snippets = {
      "", " ", "\n", ":", "[", "]", "{", "}", "&a ", "*a", "~", "/", "@", "5", "- "
    };
    Random random = new Random(20_260_101);
    for (int round = 0; round < 1_500; round++) {
      String damaged = text;
      for (int cut = random.nextInt(3); cut >= 0; cut--) {
        int from = random.nextInt(damaged.length());
        int to = Math.min(damaged.length(), from + random.nextInt(12));
        String snippet = snippets[random.nextInt(snippets.length)];
        damaged = damaged.substring(0, from) + snippet + damaged.substring(to);
      }
      try {
        AggregatesFile.parse("file.yaml", damaged);
      } catch (DefinitionException e) {
        long lines = damaged.lines().count() + 1;
        for (Problem problem : e.problems()) {
          assertTrue(problem.line() >= 1 && problem.line() <= lines, problem.toString());
          assertTrue(problem.column() >= 1, problem.toString());
        }
      }
    }
  }

  private static String load(Path file) {
    return assertThrows(DefinitionException.class, () -> AggregatesFile.load(file)).getMessage();
  }

  private static List<Problem> problems(String text) {
    return assertThrows(
            DefinitionException.class, () -> AggregatesFile.parse("file.yaml", text), text)
        .problems();
  }
}
