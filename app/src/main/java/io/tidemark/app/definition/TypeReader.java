package io.tidemark.app.definition;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the aggregate types of one file. Where something is wrong, it goes on with the default. */
final class TypeReader {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,62}");
  private static final List<String> KEYS =
      List.of(
          "topics",
          "format",
          "map",
          "id",
          "sequence",
          "gap",
          "late",
          "state",
          "events",
          "otherwise",
          "emit",
          "projections");

  private final Topics topics = new Topics();
  private final ProjectionsReader projections = new ProjectionsReader();

  /** The types in the file's order; what is wrong is among the document's problems. */
  List<AggregateDefinition> read(Element document) {
    Optional<Section> types =
        document
            .section("a map with the key aggregates")
            .flatMap(
                root -> {
                  root.allowOnly(List.of("aggregates"));
                  return root.require("aggregates", "a map of one aggregate type or more");
                })
            .flatMap(element -> element.section("a map of one aggregate type or more"));
    if (types.isEmpty() || !types.get().hasEntries("one aggregate type or more")) {
      return List.of();
    }
    List<AggregateDefinition> definitions =
        types.get().entries().entrySet().stream()
            .flatMap(entry -> type(entry.getKey(), entry.getValue()).stream())
            .toList();
    topics.checkOutputs();
    return definitions;
  }

  private Optional<AggregateDefinition> type(String name, Element element) {
    // Paths start at the type: "aggregates" would say nothing.
    Element type = new Element(element.node(), element.where(), name, element.problems());
    if (!NAME.matcher(name).matches()) {
      type.refuseKey(
          "found the aggregate type "
              + Element.quoted(name)
              + "; allowed: up to 63 letters, digits, _ and -, the first a letter");
    }
    return type.section("a map with the keys " + String.join(", ", KEYS))
        .map(section -> definition(name, section));
  }

  private AggregateDefinition definition(String name, Section section) {
    section.allowOnly(KEYS);
    ValueExpression id = InputReader.id(section);
    SequencePolicy sequence = PolicyReader.sequence(section);
    OtherwisePolicy otherwise =
        section
            .find("otherwise")
            .flatMap(element -> element.choice(OtherwisePolicy.class))
            .orElse(OtherwisePolicy.IGNORE);
    Optional<Section> stateSection =
        section
            .require("state", "a map of fields, such as name: lww")
            .flatMap(element -> element.section("a map of fields, such as name: lww"));
    Optional<Map<String, FieldDefinition>> state = stateSection.map(FieldsReader::read);
    return new AggregateDefinition(
        name,
        topics.read(name, section),
        InputReader.format(section, id, sequence),
        id,
        sequence,
        PolicyReader.gap(section),
        section
            .find("late")
            .flatMap(element -> element.choice(LatePolicy.class))
            .orElse(LatePolicy.FOLD),
        state.orElse(Map.of()),
        events(section, state, otherwise),
        otherwise,
        topics.emit(name, section),
        section
            .find("projections")
            .flatMap(element -> element.section("a map of projections"))
            // Without a state every column would be reported for what is missing elsewhere.
            .filter(found -> state.isPresent())
            .map(found -> projections.read(found, state.get()))
            .orElse(Map.of()));
  }

  private static Map<String, List<Operation>> events(
      Section section, Optional<Map<String, FieldDefinition>> state, OtherwisePolicy otherwise) {
    String allowed = "a map from event type to a list of operations";
    Optional<Element> element =
        otherwise == OtherwisePolicy.PATCH
            ? section.find("events")
            : section.require("events", allowed + ", or otherwise: patch");
    return element
        .flatMap(found -> found.section(allowed))
        .filter(found -> state.isPresent())
        .map(found -> new EventsReader(state.get()).read(found))
        .orElse(Map.of());
  }
}
