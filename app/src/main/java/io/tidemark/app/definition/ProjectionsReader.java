package io.tidemark.app.definition;

import com.fasterxml.jackson.core.JsonPointer;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.definition.ProjectionDefinition.Column;
import io.tidemark.domain.definition.ProjectionDefinition.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the read models of a file. Their names become tables and columns: hence the strictness. */
final class ProjectionsReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final String NAMES =
      "up to 63 lower-case letters, digits and _, the first a letter";
  private static final Set<String> RESERVED = Set.of("id", "version", "deleted", "updated_at");
  private static final String POINTER = "a pointer into the state, such as /customer";

  /** PostgreSQL takes 1,600 columns a table; the rows' own are among them. */
  private static final int MOST_COLUMNS = 1_500;

  /** The path of each name seen so far, over all types. */
  private final Map<String, String> seen = new HashMap<>();

  Map<String, ProjectionDefinition> read(Section section, Map<String, FieldDefinition> state) {
    Map<String, ProjectionDefinition> projections = new LinkedHashMap<>();
    section
        .entries()
        .forEach(
            (name, element) -> {
              checkName(name, element);
              projections.put(name, new ProjectionDefinition(name, columns(element, state)));
            });
    return projections;
  }

  private void checkName(String name, Element element) {
    if (!NAME.matcher(name).matches()) {
      element.refuseKey(
          "found the projection name " + Element.quoted(name) + "; allowed: " + NAMES);
    }
    String other = seen.putIfAbsent(name, element.path());
    if (other != null) {
      element.refuseKey(
          "the projection name %s is taken by %s; allowed: one that is unique in the file"
              .formatted(Element.quoted(name), other));
    }
  }

  private static Map<String, Column> columns(Element element, Map<String, FieldDefinition> state) {
    Optional<Section> projection = element.section("a map with the key columns");
    projection.ifPresent(section -> section.allowOnly(List.of("columns")));
    Optional<Section> section =
        projection
            .flatMap(found -> found.require("columns", "a map of columns"))
            .flatMap(found -> found.section("a map of columns"));
    Map<String, Column> columns = new LinkedHashMap<>();
    if (section.isPresent() && section.get().hasEntries("one column or more")) {
      section
          .get()
          .entries()
          .forEach(
              (name, column) ->
                  column(name, column, state).ifPresent(read -> columns.put(name, read)));
      if (section.get().entries().size() > MOST_COLUMNS) {
        section.get().element().refuse("too many columns; allowed: " + MOST_COLUMNS);
      }
    }
    return columns;
  }

  private static Optional<Column> column(
      String name, Element element, Map<String, FieldDefinition> state) {
    if (RESERVED.contains(name) || !NAME.matcher(name).matches()) {
      element.refuseKey(
          "found the column name "
              + Element.quoted(name)
              + "; allowed: "
              + NAMES
              + "; not id, version, deleted, updated_at, which every projection has");
    }
    if (element.isText()) {
      return type(element).flatMap(type -> ownField(name, element, state, type));
    }
    return element
        .section("a map with the keys from, type, index; or a type")
        .flatMap(section -> longForm(name, section, state));
  }

  /** The short form {@code customer: text}: the field of the column's own name. */
  private static Optional<Column> ownField(
      String name, Element element, Map<String, FieldDefinition> state, ColumnType type) {
    if (!state.containsKey(name)) {
      element.refuseKey(
          "%s is no declared field; %s, or a map with the key from"
              .formatted(Element.quoted(name), Choices.tell(name, state.keySet())));
      return Optional.empty();
    }
    return Optional.of(new Column(JsonPointer.compile("/" + name), type, false));
  }

  private static Optional<Column> longForm(
      String name, Section section, Map<String, FieldDefinition> state) {
    section.allowOnly(List.of("from", "type", "index"));
    Optional<JsonPointer> from =
        state.containsKey(name) && section.find("from").isEmpty()
            ? Optional.of(JsonPointer.compile("/" + name))
            : section.require("from", POINTER).flatMap(element -> from(element, state));
    Optional<ColumnType> type =
        section.find("type").isPresent()
            ? section.find("type").flatMap(ProjectionsReader::type)
            : Optional.of(ColumnType.TEXT);
    boolean index = section.find("index").flatMap(Element::flag).orElse(false);
    return from.flatMap(pointer -> type.map(found -> new Column(pointer, found, index)));
  }

  private static Optional<JsonPointer> from(Element element, Map<String, FieldDefinition> state) {
    Optional<JsonPointer> pointer = Expressions.pointer(element);
    String field = pointer.map(JsonPointer::getMatchingProperty).orElse("");
    if (pointer.isPresent() && !state.containsKey(field)) {
      element.refuse(
          "found %s, but %s is no declared field; %s"
              .formatted(
                  element.found(), Element.quoted(field), Choices.tell(field, state.keySet())));
      return Optional.empty();
    }
    return pointer;
  }

  private static Optional<ColumnType> type(Element element) {
    List<String> allowed = new ArrayList<>(Choices.of(ColumnType.class));
    allowed.add("int");
    if (!element.isText() || !allowed.contains(element.characters())) {
      element.refuse(
          "found %s; %s"
              .formatted(
                  element.found(),
                  Choices.tell(element.isText() ? element.characters() : "", allowed)));
      return Optional.empty();
    }
    return element.characters().equals("int")
        ? Optional.of(ColumnType.INTEGER)
        : element.choice(ColumnType.class);
  }
}
