package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.json.ExactJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Event data from few values, so that conflicts are the rule; some are equal but spelled apart. */
final class Values {
  static final List<String> RANKS = List.of("LOW", "MIDDLE", "HIGH");
  private static final List<JsonNode> SCALARS =
      parsed("'a'", "'b'", "'a'", "1", "1.0", "true", "'～'", "'😀'");
  private static final List<JsonNode> ANY =
      parsed("'a'", "'b'", "null", "1.50", "1.5", "[1,'a']", "{'y':1,'x':[]}", "{'x':[],'y':1.0}");
  private static final List<JsonNode> NUMBERS = parsed("1", "2", "-1", "1.50", "0", "1e2", "0.1");
  private static final List<JsonNode> POSITIVE = parsed("1", "2", "0.5", "0");
  private static final List<JsonNode> KEYS =
      parsed("'k'", "'l'", "'k'", "'k'", "7", "7.0", "'～'", "''");
  private static final List<JsonNode> RANK_VALUES = parsed("'LOW'", "'MIDDLE'", "'HIGH'");
  private static final Map<String, List<JsonNode>> MEMBERS =
      Map.of(
          "v",
          SCALARS,
          "w",
          SCALARS,
          "j",
          ANY,
          "n",
          NUMBERS,
          "p",
          POSITIVE,
          "k",
          KEYS,
          "l",
          KEYS,
          "r",
          RANK_VALUES);
  private static final List<String> NAMES = MEMBERS.keySet().stream().sorted().toList();

  private Values() {}

  /** Data that the operations of {@link RandomDefinition} point into. */
  static ObjectNode data(Choice choice) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    for (String name : NAMES) {
      if (!choice.percent(4)) {
        data.set(name, choice.of(MEMBERS.get(name)));
      }
    }
    if (choice.percent(2)) {
      data.set(choice.of(NAMES), choice.of(ANY));
    }
    return data;
  }

  /** A document that patches some of the fields. */
  static ObjectNode patch(Choice choice, Map<String, FieldDefinition> fields) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    for (FieldDefinition field : choice.some(List.copyOf(fields.values()), 40)) {
      document.set(field.name(), patchValue(choice, field));
    }
    return document;
  }

  private static JsonNode patchValue(Choice choice, FieldDefinition field) {
    return switch (field.rule()) {
      case "counter", "max", "min" -> choice.of(NUMBERS);
      case "g-counter" -> choice.of(POSITIVE);
      case "rank" -> choice.of(RANK_VALUES);
      case "flag", "dw-flag" -> JsonNodeFactory.instance.booleanNode(choice.percent(50));
      case "map" -> {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.set(choice.of(KEYS).asText(), patch(choice, field.value()));
        yield map;
      }
      case "set", "g-set", "rw-set", "log" ->
          choice.percent(50)
              ? choice.of(SCALARS)
              : JsonNodeFactory.instance
                  .arrayNode()
                  .add(choice.of(SCALARS))
                  .add(choice.of(SCALARS));
      default -> choice.of(SCALARS);
    };
  }

  private static List<JsonNode> parsed(String... texts) {
    return Stream.of(texts).map(Values::parsed).toList();
  }

  private static JsonNode parsed(String text) {
    try {
      return ExactJson.mapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
