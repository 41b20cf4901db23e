package io.tidemark.app.definition;

import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.merge.MergeRuleType;
import io.tidemark.domain.merge.MergeRules;
import io.tidemark.domain.merge.custom.CustomRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads declared fields, of a state or of a map's values. What the options of a rule are is {@link
 * MergeRules}'s business, so a new rule needs nothing here.
 */
final class FieldsReader {
  private static final String BROKEN = "";
  private static final String NO_CLASS = "";
  private static final List<String> OPTIONS = List.of("order", "limit", "value", "class");
  private static final Pattern CLASS_NAME =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

  private FieldsReader() {}

  /** The fields in the file's order. One with a problem stands among them as broken. */
  static Map<String, FieldDefinition> read(Section section) {
    Map<String, FieldDefinition> fields = new LinkedHashMap<>();
    section.hasEntries("fields, such as name: lww");
    section.entries().forEach((name, element) -> fields.put(name, field(name, element)));
    return Collections.unmodifiableMap(fields);
  }

  /** Whether a field was reported already, so that nothing should be said about its use. */
  static boolean isBroken(FieldDefinition field) {
    return field.rule().equals(BROKEN);
  }

  /** Whether a field, or one of its values' fields at any depth, is broken. */
  static boolean holdsBroken(FieldDefinition field) {
    return isBroken(field) || field.value().values().stream().anyMatch(FieldsReader::holdsBroken);
  }

  private static FieldDefinition field(String name, Element element) {
    Optional<FieldDefinition> field =
        element.isMap() ? longForm(name, Section.of(element)) : shortForm(name, element);
    return field.filter(read -> isCreated(read, element)).orElse(FieldDefinition.of(name, BROKEN));
  }

  private static Optional<FieldDefinition> shortForm(String name, Element element) {
    Optional<MergeRuleType> type = rule(element);
    boolean complete = type.isPresent() && type.get().required().isEmpty();
    if (type.isPresent() && !complete) {
      element.refuse(
          "merge: %s needs the key %s beside it"
              .formatted(type.get().name(), String.join(", ", sorted(type.get().required()))));
    }
    return complete ? Optional.of(FieldDefinition.of(name, type.get().name())) : Optional.empty();
  }

  private static Optional<MergeRuleType> rule(Element element) {
    Optional<MergeRuleType> type =
        element.isText() ? MergeRules.find(element.characters()) : Optional.empty();
    if (type.isEmpty()) {
      element.refuse(
          "found %s where a merge rule belongs; %s"
              .formatted(
                  element.found(),
                  Choices.tell(element.isText() ? element.characters() : "", MergeRules.names())));
    }
    return type;
  }

  private static Optional<FieldDefinition> longForm(String name, Section section) {
    String allowed = String.join(", ", MergeRules.names());
    Optional<MergeRuleType> type = section.require("merge", allowed).flatMap(FieldsReader::rule);
    List<String> keys = new ArrayList<>(List.of("merge"));
    keys.addAll(
        type.isPresent()
            ? OPTIONS.stream().filter(type.get().options()::contains).toList()
            : OPTIONS);
    section.allowOnly(keys);
    if (type.isEmpty()) {
      return Optional.empty();
    }
    for (String option : sorted(type.get().required())) {
      section.require(option, allowedFor(option));
    }
    Optional<List<String>> order = optional(section, keys, "order", List.of(), FieldsReader::order);
    Optional<Integer> limit =
        optional(section, keys, "limit", Integer.MAX_VALUE, FieldsReader::limit);
    Optional<Map<String, FieldDefinition>> value =
        optional(section, keys, "value", Map.of(), FieldsReader::value);
    Optional<String> className =
        optional(section, keys, "class", NO_CLASS, FieldsReader::className);
    boolean complete =
        section.entries().keySet().containsAll(type.get().required())
            && order.isPresent()
            && limit.isPresent()
            && value.isPresent()
            && className.isPresent();
    return complete
        ? Optional.of(
            new FieldDefinition(
                name,
                type.get().name(),
                order.get(),
                limit.get(),
                value.get(),
                className.filter(found -> !found.equals(NO_CLASS))))
        : Optional.empty();
  }

  private interface OptionReader<T> {
    Optional<T> read(Element element);
  }

  /** The option, its default when it is not there, or empty when it is wrong. */
  private static <T> Optional<T> optional(
      Section section, List<String> allowed, String key, T otherwise, OptionReader<T> reader) {
    Optional<Element> element = section.find(key).filter(found -> allowed.contains(key));
    return element.isPresent() ? reader.read(element.get()) : Optional.of(otherwise);
  }

  private static Optional<List<String>> order(Element element) {
    if (!element.isList() || element.items().isEmpty()) {
      element.expect(allowedFor("order"));
      return Optional.empty();
    }
    List<String> order = new ArrayList<>();
    for (Element item : element.items()) {
      if (item.isMap() || item.isList() || item.isNull()) {
        item.expect("a text, number or boolean");
      } else if (order.contains(item.characters())) {
        item.refuse("found " + item.found() + " a second time; allowed: distinct values");
      } else {
        order.add(item.characters());
      }
    }
    return order.size() == element.items().size() ? Optional.of(order) : Optional.empty();
  }

  private static Optional<Integer> limit(Element element) {
    OptionalLong limit = element.integer(1, Integer.MAX_VALUE, allowedFor("limit"));
    return limit.isPresent() ? Optional.of((int) limit.getAsLong()) : Optional.empty();
  }

  private static Optional<Map<String, FieldDefinition>> value(Element element) {
    return element.section(allowedFor("value")).map(FieldsReader::read);
  }

  private static Optional<String> className(Element element) {
    Optional<String> name = element.text(allowedFor("class"));
    if (name.isPresent() && !CLASS_NAME.matcher(name.get()).matches()) {
      element.expect(allowedFor("class"));
      return Optional.empty();
    }
    return name.filter(found -> isLoaded(found, element));
  }

  /** Here rather than with the whole field: the class is what is wrong, and this is its place. */
  private static boolean isLoaded(String className, Element element) {
    try {
      CustomRules.load(className);
      return true;
    } catch (IllegalArgumentException e) {
      element.refuse(e.getMessage());
      return false;
    }
  }

  private static String allowedFor(String option) {
    return switch (option) {
      case "order" -> "a list of the values from lowest to highest, one or more";
      case "limit" -> "a whole number from 1 to " + Integer.MAX_VALUE;
      case "value" -> "a map of the fields of a value";
      case "class" -> "the full name of a Java class";
      default -> throw new IllegalStateException("no option named " + option);
    };
  }

  /** A rule may refuse its options. */
  private static boolean isCreated(FieldDefinition field, Element element) {
    if (holdsBroken(field)) {
      return true;
    }
    try {
      return !MergeRules.fields(Map.of(field.name(), field)).isEmpty();
    } catch (IllegalArgumentException e) {
      element.refuse(e.getMessage());
      return false;
    }
  }

  private static List<String> sorted(Iterable<String> options) {
    List<String> sorted = new ArrayList<>();
    options.forEach(sorted::add);
    Collections.sort(sorted);
    return sorted;
  }
}
