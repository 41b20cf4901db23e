package io.tidemark.domain.laws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.json.ExactJson;
import java.math.BigDecimal;

/** What rules in tests build their states with. */
final class Nodes {
  private Nodes() {}

  static JsonNode json(String text) {
    try {
      return ExactJson.mapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static JsonNode number(BigDecimal number) {
    return ExactJson.number(number);
  }

  static JsonNode number(long number) {
    return JsonNodeFactory.instance.numberNode(number);
  }

  static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  /** A copy of an object, or a new one of null. */
  static ObjectNode object(JsonNode current) {
    return current == null ? JsonNodeFactory.instance.objectNode() : current.deepCopy();
  }

  /** A copy of an array, or a new one of null. */
  static ArrayNode array(JsonNode current) {
    return current == null ? JsonNodeFactory.instance.arrayNode() : current.deepCopy();
  }

  /** Passes numbers only. */
  static void requireNumber(JsonNode value) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException("takes a number, not " + value);
    }
  }

  /** Passes texts only. */
  static void requireText(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("takes a text, not " + value);
    }
  }
}
