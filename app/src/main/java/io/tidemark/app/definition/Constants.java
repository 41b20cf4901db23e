package io.tidemark.app.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.domain.json.ExactJson;
import java.util.Map;
import java.util.Optional;

/** Values of the file that stand for themselves, as the JSON that an event would carry. */
final class Constants {
  private Constants() {}

  /** The value as JSON; a pointer or attribute inside a list or map is refused. */
  static Optional<JsonNode> read(Element element) {
    if (element.isList()) {
      return list(element);
    }
    if (element.isMap()) {
      return map(Section.of(element));
    }
    if (element.isNull()) {
      return Optional.of(NullNode.getInstance());
    }
    if (element.isBoolean()) {
      return element.flag().map(BooleanNode::valueOf);
    }
    return element.isNumber() ? number(element) : Optional.of(text(element));
  }

  private static JsonNode text(Element element) {
    return TextNode.valueOf(element.characters());
  }

  /** Read by the mapper that reads events, so that equal numbers are equal nodes. */
  private static Optional<JsonNode> number(Element element) {
    try {
      JsonNode number = ExactJson.mapper().readTree(element.characters());
      if (ExactJson.isWithinBounds(number.decimalValue())) {
        return Optional.of(number);
      }
    } catch (JsonProcessingException e) {
      // Longer than the parser takes, so beyond the bounds as well.
    }
    element.expect("a number of at most " + ExactJson.MAXIMUM_DIGITS + " digits");
    return Optional.empty();
  }

  private static Optional<JsonNode> list(Element element) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Element item : element.items()) {
      inner(item).ifPresent(array::add);
    }
    return Optional.of(array);
  }

  private static Optional<JsonNode> map(Section section) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, Element> entry : section.entries().entrySet()) {
      inner(entry.getValue()).ifPresent(value -> object.set(entry.getKey(), value));
    }
    return Optional.of(object);
  }

  /** Nobody who writes a pointer inside a constant means its characters. */
  private static Optional<JsonNode> inner(Element element) {
    if (element.isText() && Expressions.isReference(element.characters())) {
      element.refuse(
          "found "
              + element.found()
              + " inside a constant list or map, where nothing is looked up; allowed: constants");
      return Optional.empty();
    }
    return read(element);
  }
}
