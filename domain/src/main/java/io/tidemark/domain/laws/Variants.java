package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.json.ExactJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that are one step away from another: one leaf changed, one part left out. */
final class Variants {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of("", "a", "b", "A", "ab", "9", "10", "\u00e9", "\ud83d\ude00");
  private static final List<String> NUMBERS =
      List.of("0", "1", "2", "3", "-1", "10", "0.1", "0.05", "1.1", "9007199254740993");

  private static final int MOST_OF_A_CUBE = 64;
  private static final int ALTERNATIVES = 4;

  private Variants() {}

  /** The neighbours of a value, of the same kind mostly; the simple changes first. */
  static List<JsonNode> of(JsonNode value) {
    List<JsonNode> variants = new ArrayList<>();
    switch (value.getNodeType()) {
      case NUMBER -> number(value.decimalValue(), variants);
      case STRING -> text(value.textValue(), variants);
      case BOOLEAN -> variants.add(BooleanNode.valueOf(!value.booleanValue()));
      case ARRAY -> array(value, variants);
      case OBJECT -> object(value, variants);
      default -> {
        // Null has no neighbours.
      }
    }
    return variants;
  }

  /**
   * An object's combinations of some values for each member: its own, other examples', simple ones.
   */
  static List<JsonNode> cube(JsonNode example, List<JsonNode> examples) {
    if (!example.isObject()) {
      return List.of();
    }
    List<JsonNode> cube = List.of(example);
    for (Map.Entry<String, JsonNode> member : example.properties()) {
      List<JsonNode> wider = new ArrayList<>();
      for (JsonNode point : cube) {
        for (JsonNode alternative : alternatives(member, examples)) {
          ObjectNode changed = point.deepCopy();
          changed.set(member.getKey(), alternative);
          wider.add(changed);
        }
      }
      // Evenly thinned, so that no member comes out the same everywhere.
      int step = Math.max(1, wider.size() / MOST_OF_A_CUBE) | 1;
      List<JsonNode> thinned = new ArrayList<>();
      for (int i = 0; i < wider.size(); i += step) {
        thinned.add(wider.get(i));
      }
      cube = thinned;
    }
    return cube;
  }

  private static Collection<JsonNode> alternatives(
      Map.Entry<String, JsonNode> member, List<JsonNode> examples) {
    Map<String, JsonNode> alternatives = new LinkedHashMap<>();
    for (JsonNode example : examples) {
      JsonNode found = example.path(member.getKey());
      if (!found.isMissingNode() && alternatives.size() < 2) {
        alternatives.put(found.toString(), found);
      }
    }
    for (JsonNode variant : of(member.getValue())) {
      if (alternatives.size() < ALTERNATIVES) {
        alternatives.putIfAbsent(variant.toString(), variant);
      }
    }
    return alternatives.values();
  }

  private static void number(BigDecimal number, List<JsonNode> variants) {
    NUMBERS.forEach(text -> variants.add(number(text)));
    variants.add(number(number.add(BigDecimal.ONE).toString()));
    variants.add(number(number.subtract(BigDecimal.ONE).toString()));
    variants.add(number(number.negate().toString()));
  }

  private static JsonNode number(String text) {
    return ExactJson.number(new BigDecimal(text));
  }

  private static void text(String text, List<JsonNode> variants) {
    TEXTS.forEach(simple -> variants.add(TextNode.valueOf(simple)));
    variants.add(TextNode.valueOf(text + "a"));
    if (!text.isEmpty()) {
      variants.add(TextNode.valueOf(text.substring(0, text.offsetByCodePoints(text.length(), -1))));
      variants.add(TextNode.valueOf(swapCase(text)));
      variants.add(TextNode.valueOf(nextDigit(text)));
    }
  }

  private static String swapCase(String text) {
    StringBuilder swapped = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(swapped::appendCodePoint);
    return swapped.toString();
  }

  /** For dates, numbers and codes in texts: the last digit raised by one, 9 to 0. */
  private static String nextDigit(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      char digit = text.charAt(i);
      if (digit >= '0' && digit <= '9') {
        char next = digit == '9' ? '0' : (char) (digit + 1);
        return text.substring(0, i) + next + text.substring(i + 1);
      }
    }
    return text;
  }

  private static void array(JsonNode array, List<JsonNode> variants) {
    variants.add(NODES.arrayNode());
    for (int i = 0; i < array.size(); i++) {
      ArrayNode shorter = array.deepCopy();
      shorter.remove(i);
      variants.add(shorter);
      for (JsonNode variant : of(array.get(i))) {
        ArrayNode changed = array.deepCopy();
        changed.set(i, variant);
        variants.add(changed);
      }
      ArrayNode repeated = array.deepCopy();
      repeated.insert(0, array.get(i));
      variants.add(repeated);
    }
  }

  private static void object(JsonNode object, List<JsonNode> variants) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      for (JsonNode variant : of(member.getValue())) {
        ObjectNode changed = object.deepCopy();
        changed.set(member.getKey(), variant);
        variants.add(changed);
      }
      ObjectNode shorter = object.deepCopy();
      shorter.remove(member.getKey());
      variants.add(shorter);
      ObjectNode nulled = object.deepCopy();
      nulled.set(member.getKey(), NullNode.getInstance());
      variants.add(nulled);
    }
  }
}
