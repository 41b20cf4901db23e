package io.tidemark.domain.laws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The values that are tried: JSON of every kind, the rule's examples, and what is like them. Only
 * what the rule's check lets pass.
 */
final class CandidateValues {
  /**
   * As documents: beyond every primitive type, short of exact, alike to whoever looks too quickly.
   */
  private static final List<String> GENERAL =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "2",
          "-1",
          "10",
          "9",
          "0.1",
          "0.05",
          "1.005",
          "1.1",
          "-0.5",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775808",
          "123456789012345678901234567890",
          "\"\"",
          "\"a\"",
          "\"b\"",
          "\"A\"",
          "\" a\"",
          "\"ab\"",
          "\"9\"",
          "\"10\"",
          "\"\u00e9\"",
          "\"e\u0301\"",
          "\"\ud83d\ude00\"",
          "[]",
          "[1]",
          "[1,2]",
          "[2,1]",
          "[\"a\"]",
          "[\"b\",\"a\"]",
          "{}",
          "{\"a\":1}",
          "{\"a\":2}",
          "{\"b\":1,\"a\":1}",
          "{\"a\":{\"b\":1}}",
          "{\"a\":{\"c\":1}}");

  private static final int MOST_SIMILAR = 28;

  private final GuardedRule rule;
  private final List<JsonNode> general;
  private final List<JsonNode> similar;
  private final List<JsonNode> values;
  private final int examplesRefused;

  CandidateValues(GuardedRule rule) throws BrokenLaw {
    this.rule = rule;
    List<JsonNode> examples = rule.examples();
    List<JsonNode> taken = accepted(examples.stream(), Integer.MAX_VALUE);
    examplesRefused = distinct(examples).size() - taken.size();
    general = accepted(GENERAL.stream().map(CandidateValues::parse), Integer.MAX_VALUE);
    similar =
        accepted(
            Stream.of(
                    taken.stream(),
                    taken.stream().flatMap(example -> Variants.cube(example, examples).stream()),
                    taken.stream().flatMap(example -> Variants.of(example).stream()))
                .flatMap(stream -> stream),
            MOST_SIMILAR);
    similar.sort(Comparator.comparingInt(Weight::of));
    values = distinct(Stream.concat(similar.stream(), general.stream()).toList());
    values.sort(Comparator.comparingInt(Weight::of));
  }

  /** All of them, the lightest first. */
  List<JsonNode> all() {
    return values;
  }

  /** General values, and those like the examples: within each every pair is tried. */
  List<List<JsonNode>> groups() {
    return List.of(similar, general, few(12));
  }

  /** How many of the rule's examples its own check refuses. */
  int examplesRefused() {
    return examplesRefused;
  }

  /** Some that differ in kind, by turns of each kind. */
  List<JsonNode> few(int most) {
    Map<String, List<JsonNode>> kinds = new LinkedHashMap<>();
    values.forEach(v -> kinds.computeIfAbsent(kind(v), k -> new ArrayList<>()).add(v));
    List<JsonNode> few = new ArrayList<>();
    for (int turn = 0; few.size() < Math.min(most, values.size()); turn++) {
      for (List<JsonNode> kind : kinds.values()) {
        if (turn < kind.size() && few.size() < most) {
          few.add(kind.get(turn));
        }
      }
    }
    return few;
  }

  /** One of them, or one that some random steps lead to. */
  JsonNode any(Random random) throws BrokenLaw {
    List<JsonNode> group = similar.isEmpty() || random.nextInt(3) == 0 ? values : similar;
    JsonNode value = group.get(random.nextInt(group.size()));
    for (int steps = random.nextInt(6) - 3; steps > 0; steps--) {
      List<JsonNode> variants = Variants.of(value);
      JsonNode next = variants.isEmpty() ? value : variants.get(random.nextInt(variants.size()));
      value = rule.takes(next) ? next : value;
    }
    return value;
  }

  /** Lighter values than this one that the rule takes, the lightest first. */
  List<JsonNode> lighter(JsonNode value) throws BrokenLaw {
    List<JsonNode> lighter =
        accepted(
            Stream.concat(values.stream(), Variants.of(value).stream())
                .filter(candidate -> Weight.of(candidate) < Weight.of(value)),
            Integer.MAX_VALUE);
    lighter.sort(Comparator.comparingInt(Weight::of));
    return lighter;
  }

  private List<JsonNode> accepted(Stream<JsonNode> candidates, int most) throws BrokenLaw {
    List<JsonNode> accepted = new ArrayList<>();
    for (JsonNode candidate : distinct(candidates.toList())) {
      if (accepted.size() < most && rule.takes(candidate)) {
        accepted.add(candidate);
      }
    }
    return accepted;
  }

  private static List<JsonNode> distinct(List<JsonNode> values) {
    return new ArrayList<>(new LinkedHashSet<>(values));
  }

  private static String kind(JsonNode value) {
    TreeSet<String> keys = new TreeSet<>();
    value.fieldNames().forEachRemaining(keys::add);
    return value.getNodeType() + String.join(",", keys);
  }

  private static JsonNode parse(String text) {
    try {
      return JsonOrder.canonical(ExactJson.mapper().readTree(text));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
