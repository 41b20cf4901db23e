package io.tidemark.app.definition;

import io.tidemark.domain.definition.EmitDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the topics of all types and keeps them apart: one topic feeds one type, and nothing that is
 * emitted is read again.
 */
final class Topics {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final String NAMES =
      "a Kafka topic: 1 to 249 letters, digits, dots, _ and -, not . or ..";
  private static final String RESERVED = "tidemark.";

  private final Map<String, Use> inputs = new LinkedHashMap<>();
  private final List<Use> outputs = new ArrayList<>();

  private record Use(String topic, String type, Element element) {}

  /** The input topics of a type. */
  List<String> read(String type, Section section) {
    Optional<Element> element = section.require("topics", "a list of one Kafka topic or more");
    if (element.isEmpty()) {
      return List.of();
    }
    if (element.get().isMap() || element.get().items().isEmpty()) {
      element.get().expect("a list of one Kafka topic or more");
      return List.of();
    }
    List<String> topics = new ArrayList<>();
    for (Element item : element.get().items()) {
      name(item).filter(topic -> isFree(topic, type, item)).ifPresent(topics::add);
    }
    return topics;
  }

  private boolean isFree(String topic, String type, Element element) {
    Use other = inputs.putIfAbsent(topic, new Use(topic, type, element));
    if (other != null) {
      element.refuse(
          "the topic %s feeds %s already; allowed: each topic once, for one aggregate type"
              .formatted(Element.quoted(topic), other.type()));
    }
    return other == null;
  }

  /** Where a type's state goes; its topic is {@code TYPE-state} unless the file says otherwise. */
  EmitDefinition emit(String type, Section aggregate) {
    EmitDefinition defaults = EmitDefinition.defaults(type, type + "-state");
    Optional<Element> element = aggregate.find("emit");
    Element topic = element.orElse(aggregate.element());
    EmitDefinition emit = defaults;
    if (element.isPresent() && element.get().isText()) {
      emit = EmitDefinition.defaults(type, name(element.get()).orElse(defaults.topic()));
    } else if (element.isPresent()) {
      Optional<Section> section = element.get().section("a map with the keys topic, type, source");
      topic = section.flatMap(found -> found.find("topic")).orElse(topic);
      emit = section.map(found -> emitOf(found, defaults)).orElse(defaults);
    }
    outputs.add(new Use(emit.topic(), type, topic));
    return emit;
  }

  private static EmitDefinition emitOf(Section section, EmitDefinition defaults) {
    section.allowOnly(List.of("topic", "type", "source"));
    return new EmitDefinition(
        section.find("topic").flatMap(Topics::name).orElse(defaults.topic()),
        section
            .find("type")
            .flatMap(element -> element.text("the ce_type of the emitted events"))
            .orElse(defaults.eventType()),
        section
            .find("source")
            .flatMap(element -> element.text("the ce_source of the emitted events"))
            .orElse(defaults.source()));
  }

  /** Checks all types' outputs against all inputs, once everything was read. */
  void checkOutputs() {
    Map<String, Use> emitted = new LinkedHashMap<>();
    for (Use output : outputs) {
      Use input = inputs.get(output.topic());
      if (input != null) {
        output
            .element()
            .refuseKey(
                "the emitted topic %s is an input of %s; allowed: one that nothing here reads"
                    .formatted(Element.quoted(output.topic()), input.type()));
      }
      Use other = emitted.putIfAbsent(output.topic(), output);
      if (other != null) {
        output
            .element()
            .refuseKey(
                "the emitted topic %s is taken by %s; allowed: one of its own"
                    .formatted(Element.quoted(output.topic()), other.type()));
      }
    }
  }

  private static Optional<String> name(Element element) {
    Optional<String> name = element.text(NAMES);
    if (name.isEmpty()) {
      return name;
    }
    String topic = name.get();
    if (!NAME.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      element.expect(NAMES);
      return Optional.empty();
    }
    if (topic.startsWith(RESERVED)) {
      element.expect("a topic that does not start with " + RESERVED + ", which is reserved");
      return Optional.empty();
    }
    return name;
  }
}
