package io.tidemark.domain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One total order over all JSON values: null, false, true, numbers by value, texts by code point,
 * arrays by element, objects by sorted members. Two values are equal in it exactly when their
 * {@link #canonical} forms are.
 */
public final class JsonOrder {
  /** The order; expects {@link #canonical} values. */
  public static final Comparator<JsonNode> ORDER = JsonOrder::compare;

  private JsonOrder() {}

  /** The form that all equal values share: sorted keys, numbers without trailing zeros. */
  public static JsonNode canonical(JsonNode value) {
    if (value.isInt()) {
      return value;
    }
    if (value.isNumber()) {
      return ExactJson.number(value.decimalValue());
    }
    if (value.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode(value.size());
      value.forEach(element -> copy.add(canonical(element)));
      return copy;
    }
    if (value.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>(CodePoints.ORDER);
      value.properties().forEach(e -> sorted.put(e.getKey(), canonical(e.getValue())));
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      sorted.forEach(copy::set);
      return copy;
    }
    return value;
  }

  private static int compare(JsonNode left, JsonNode right) {
    int byKind = Integer.compare(kind(left), kind(right));
    if (byKind != 0) {
      return byKind;
    }
    return switch (kind(left)) {
      case 1 -> Boolean.compare(left.booleanValue(), right.booleanValue());
      case 2 -> left.decimalValue().compareTo(right.decimalValue());
      case 3 -> CodePoints.ORDER.compare(left.textValue(), right.textValue());
      case 4 -> compareElements(left.iterator(), right.iterator());
      case 5 -> compareElements(members(left), members(right));
      default -> 0;
    };
  }

  private static int kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> 1;
      case NUMBER -> 2;
      case STRING -> 3;
      case ARRAY -> 4;
      case OBJECT -> 5;
      default -> 0;
    };
  }

  private static int compareElements(Iterator<JsonNode> left, Iterator<JsonNode> right) {
    while (left.hasNext() && right.hasNext()) {
      int result = compare(left.next(), right.next());
      if (result != 0) {
        return result;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private static Iterator<JsonNode> members(JsonNode object) {
    List<JsonNode> flat = new ArrayList<>();
    object
        .properties()
        .forEach(
            e -> {
              flat.add(JsonNodeFactory.instance.textNode(e.getKey()));
              flat.add(e.getValue());
            });
    return flat.iterator();
  }
}
