package io.tidemark.app.definition;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where a file that is right otherwise names the classes of custom merge rules, at any depth. */
final class CustomRulePlaces {
  private CustomRulePlaces() {}

  /** Reports what the inspection finds wrong with each class, at its place. */
  static void inspect(Element document, Function<String, List<String>> inspection) {
    for (Element type : entries(entry(document, "aggregates"))) {
      Element named = new Element(type.node(), type.where(), name(type), type.problems());
      inspectFields(entry(named, "state"), inspection);
    }
  }

  /** The path without the key that all types stand under, as elsewhere. */
  private static String name(Element type) {
    return type.path().substring(type.path().indexOf('.') + 1);
  }

  private static void inspectFields(
      Optional<Element> fields, Function<String, List<String>> inspection) {
    for (Element field : entries(fields)) {
      // Nothing but a custom rule has a class, and nothing but a map has a value.
      entry(field, "class")
          .ifPresent(name -> inspection.apply(name.characters()).forEach(name::refuse));
      inspectFields(entry(field, "value"), inspection);
    }
  }

  private static Collection<Element> entries(Optional<Element> element) {
    return element
        .filter(Element::isMap)
        .map(map -> Section.of(map).entries().values())
        .orElse(List.of());
  }

  private static Optional<Element> entry(Element element, String key) {
    return element.isMap() ? Section.of(element).find(key) : Optional.empty();
  }
}
