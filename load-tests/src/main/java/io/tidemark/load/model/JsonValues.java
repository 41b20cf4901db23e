package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** One form for equal JSON values, and one order over them all. */
final class JsonValues {
  static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  /**
   * Null, false, true, numbers by value, texts by code point, arrays by element, objects by sorted
   * members; what is a prefix comes first.
   */
  static final Comparator<JsonNode> ORDER = JsonValues::compare;

  private JsonValues() {}

  /** Keys sorted by code point; numbers without trailing zeros, whole ones without a point. */
  static JsonNode canonical(JsonNode value) {
    if (value.isNumber()) {
      return number(value.decimalValue());
    }
    if (value.isArray()) {
      ArrayNode array = JSON.arrayNode();
      value.forEach(element -> array.add(canonical(element)));
      return array;
    }
    if (value.isObject()) {
      TreeMap<String, JsonNode> members = new TreeMap<>(CodePoints.ORDER);
      value.properties().forEach(it -> members.put(it.getKey(), canonical(it.getValue())));
      ObjectNode object = JSON.objectNode();
      members.forEach(object::set);
      return object;
    }
    return value;
  }

  static JsonNode number(BigDecimal value) {
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return stripped.scale() > 0
        ? JSON.numberNode(stripped)
        : JSON.numberNode(stripped.toBigIntegerExact());
  }

  private static int compare(JsonNode left, JsonNode right) {
    int kind = kind(left);
    if (kind != kind(right)) {
      return Integer.compare(kind, kind(right));
    }
    return switch (kind) {
      case 3 -> left.decimalValue().compareTo(right.decimalValue());
      case 4 -> CodePoints.ORDER.compare(left.textValue(), right.textValue());
      case 5, 6 -> compareLists(parts(left), parts(right));
      default -> 0;
    };
  }

  private static int kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL -> 0;
      case BOOLEAN -> value.booleanValue() ? 2 : 1;
      case NUMBER -> 3;
      case STRING -> 4;
      case ARRAY -> 5;
      case OBJECT -> 6;
      default -> throw new IllegalArgumentException("no JSON value: " + value.getNodeType());
    };
  }

  private static List<JsonNode> parts(JsonNode container) {
    List<JsonNode> parts = new ArrayList<>();
    if (container.isArray()) {
      container.forEach(parts::add);
    } else {
      TreeMap<String, JsonNode> members = new TreeMap<>(CodePoints.ORDER);
      container.properties().forEach(it -> members.put(it.getKey(), it.getValue()));
      members.forEach(
          (key, value) -> {
            parts.add(JSON.textNode(key));
            parts.add(value);
          });
    }
    return parts;
  }

  private static int compareLists(List<JsonNode> left, List<JsonNode> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int result = compare(left.get(i), right.get(i));
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
