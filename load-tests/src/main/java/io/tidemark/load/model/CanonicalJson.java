package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One spelling for equal JSON: keys sorted, {@code 1.50} and {@code 1.5} the same number. */
final class CanonicalJson {
  private CanonicalJson() {}

  static String text(JsonNode node) {
    if (node.isNumber()) {
      return number(node.decimalValue());
    }
    if (node.isObject()) {
      TreeMap<String, String> members = new TreeMap<>();
      node.fields()
          .forEachRemaining(member -> members.put(member.getKey(), text(member.getValue())));
      return members.toString();
    }
    if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(text(element)));
      return elements.toString();
    }
    return node.toString();
  }

  private static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
