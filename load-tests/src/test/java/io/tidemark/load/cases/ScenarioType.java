package io.tidemark.load.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The replicated types of the published histories, and what stands for them here. */
enum ScenarioType {
  ADD_WINS_SET("orset-add-wins", "set"),
  REMOVE_WINS_SET("set-remove-wins", "rw-set"),
  ENABLE_WINS_FLAG("flag-enable-wins", "flag"),
  DISABLE_WINS_FLAG("flag-disable-wins", "dw-flag"),
  COUNTER("pn-counter", "counter"),
  MAP_OF_SETS("map-reset-remove(set)", map("set")),
  MAP_OF_REGISTERS("map-reset-remove(lww)", map("lww")),
  PEKKO_MULTIMAP("pekko-ormultimap (ANOMALY, Pekko specific)", map("set")),
  PEKKO_MAP("pekko-ormap (ANOMALY, Pekko specific)", map("set"));

  private final String published;
  private final String rule;

  ScenarioType(String published, String rule) {
    this.published = published;
    this.rule = rule;
  }

  private static String map(String inner) {
    return "{ merge: map, value: { inner: " + inner + " } }";
  }

  /** The type of that published name, if it has a counterpart here. */
  static Optional<ScenarioType> of(String published) {
    return List.of(values()).stream().filter(type -> type.published.equals(published)).findAny();
  }

  /** The declared state: one field, {@code values}. */
  String state() {
    return "{ values: " + rule + " }";
  }

  /** The state in the form in which the published tests state it: a map's values bare. */
  JsonNode visible(JsonNode values) {
    if (!values.isObject()) {
      return values;
    }
    ObjectNode bare = JsonNodeFactory.instance.objectNode();
    values.properties().forEach(entry -> bare.set(entry.getKey(), entry.getValue().get("inner")));
    return bare;
  }

  /**
   * An operation as the aggregates file says it.
   *
   * @param seen what the replica sees where it makes it
   */
  String operations(JsonNode operation, Supplier<JsonNode> seen) {
    JsonNode argument = operation.get(operation.size() - 1);
    return switch (operation.get(0).asText()) {
      case "add" -> "[ { add: { values: " + argument + " } } ]";
      case "remove", "removeField" -> "[ { remove: { values: " + argument + " } } ]";
      case "reset" -> removals(seen.get());
      case "enable" -> "[ { enable: values } ]";
      case "disable" -> "[ { disable: values } ]";
      case "inc" -> "[ { increment: { values: " + argument + " } } ]";
      case "dec" -> "[ { decrement: { values: " + argument + " } } ]";
      case "update" -> put(operation, verb(operation.get(2).asText()), List.of(argument));
      case "addBinding", "updateORSetAdd" -> put(operation, "add", List.of(argument));
      case "removeBinding" -> put(operation, "remove", List.of(argument));
      case "putORSet" -> put(operation, "add", argument);
      default -> throw new IllegalArgumentException("an unknown operation: " + operation);
    };
  }

  private static String verb(String published) {
    return published.equals("assign") ? "set" : published;
  }

  private static String put(JsonNode operation, String verb, Iterable<JsonNode> values) {
    List<String> puts = new ArrayList<>();
    for (JsonNode value : values) {
      puts.add(
          "{ put: { values: { key: %s, %s: { inner: %s } } } }"
              .formatted(operation.get(1), verb, value));
    }
    return puts.toString();
  }

  private static String removals(JsonNode seen) {
    List<String> removals = new ArrayList<>();
    seen.forEach(value -> removals.add("{ remove: { values: " + value + " } }"));
    return removals.toString();
  }
}
