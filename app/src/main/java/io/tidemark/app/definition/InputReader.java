package io.tidemark.app.definition;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.definition.ValueExpression.Attribute;
import io.tidemark.domain.definition.ValueExpression.Constant;
import io.tidemark.domain.definition.ValueExpression.Pointer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how the records of one aggregate type become events: {@code format}, {@code map}, id. */
final class InputReader {
  /** What a mapping may fill: the attributes that matter, and the data. */
  private static final List<String> MAPPED =
      List.of(
          "id",
          "source",
          "type",
          "time",
          "subject",
          "sequence",
          "correlationid",
          "causationid",
          "traceparent",
          "tracestate",
          "observed",
          "data");

  /** A constant here would make all events the same, or none of them readable. */
  private static final List<String> NEVER_CONSTANT = List.of("id", "sequence", "observed", "data");

  private static final ValueExpression SUBJECT = new Attribute("subject", false);

  private InputReader() {}

  static ValueExpression id(Section type) {
    return type.find("id")
        .flatMap(element -> Expressions.reference(element, false))
        .orElse(SUBJECT);
  }

  static InputFormat format(Section type, ValueExpression id, SequencePolicy sequence) {
    InputFormat.Kind kind =
        type.find("format")
            .flatMap(element -> element.choice(InputFormat.Kind.class))
            .orElse(InputFormat.Kind.CLOUDEVENTS);
    if (kind == InputFormat.Kind.CLOUDEVENTS) {
      if (type.find("format").isEmpty() || type.find("format").get().isText()) {
        type.find("map").ifPresent(map -> map.refuseKey("a mapping goes with format: json only"));
      }
      return InputFormat.cloudEvents();
    }
    return type.require("map", "a map from attribute to pointer, such as type: /eventType")
        .flatMap(element -> element.section("a map from attribute to pointer"))
        .map(section -> new InputFormat(kind, mapping(section, id, sequence)))
        .orElse(new InputFormat(kind, Map.of()));
  }

  private static Map<String, ValueExpression> mapping(
      Section section, ValueExpression id, SequencePolicy sequence) {
    section.allowOnly(MAPPED);
    section.require("type", "a pointer to the event's type, such as /eventType");
    if (sequence.mode() != SequencePolicy.Mode.NONE) {
      section.require("sequence", "a pointer to the event's number, or sequence.mode: none");
    }
    if (id instanceof Attribute attribute && !attribute.name().equals("type")) {
      section.require(
          attribute.name(), "a pointer, because the aggregate's id is @" + attribute.name());
    }
    Map<String, ValueExpression> mapping = new LinkedHashMap<>();
    section
        .entries()
        .forEach(
            (name, element) ->
                source(name, element).ifPresent(expression -> mapping.put(name, expression)));
    return mapping;
  }

  private static Optional<ValueExpression> source(String name, Element element) {
    if (element.isText() && element.characters().startsWith("/")) {
      Optional<JsonPointer> pointer = Expressions.pointer(element);
      return pointer.map(found -> new Pointer(found, false));
    }
    boolean constant = !NEVER_CONSTANT.contains(name);
    if (!constant || !element.isText() || Expressions.isReference(element.characters())) {
      element.expect(
          "a JSON pointer into the record's value, such as /meta/"
              + name
              + (constant ? ", or a constant text" : ""));
      return Optional.empty();
    }
    return Constants.read(element).map(Constant::new);
  }
}
