package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what an aggregate is with what it must be; numbers by value, sets as sets. */
public final class StateComparison {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AggregateDefinition definition;

  public StateComparison(AggregateDefinition definition) {
    this.definition = definition;
  }

  /**
   * The differences, each one line that names the place, the expected and the actual value.
   *
   * @param expected what the reference model says
   * @param actual the body of an ECST event or of an answer about one aggregate
   */
  public List<String> differences(ReferenceState expected, JsonNode actual) {
    List<String> differences = new ArrayList<>();
    compare("version", expected.version(), actual.path("version").asText("absent"), differences);
    compare(
        "vector",
        CanonicalJson.text(MAPPER.valueToTree(expected.vector())),
        CanonicalJson.text(actual.path("vector")),
        differences);
    compare("deleted", expected.deleted(), actual.path("deleted").asText("false"), differences);
    compareState(expected.state(), actual.path("state"), differences);
    return differences;
  }

  private void compareState(JsonNode expected, JsonNode actual, List<String> differences) {
    Set<String> names = new TreeSet<>(definition.state().keySet());
    actual.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      FieldDefinition field = definition.state().get(name);
      String wanted = spelled(field, expected.path(name));
      String found = spelled(field, actual.path(name));
      compare("state." + name, wanted, found, differences);
    }
  }

  private static String spelled(FieldDefinition field, JsonNode node) {
    if (node instanceof MissingNode) {
      return "absent";
    }
    if (field == null) {
      return "undeclared " + node;
    }
    return switch (field.rule()) {
      case "set", "g-set" -> CanonicalJson.unordered(node);
      case "map" -> spelledMap(field, node);
      default -> CanonicalJson.text(node);
    };
  }

  private static String spelledMap(FieldDefinition map, JsonNode node) {
    StringBuilder spelled = new StringBuilder("{");
    Set<String> keys = new TreeSet<>(CodePoints.ORDER);
    node.fieldNames().forEachRemaining(keys::add);
    for (String key : keys) {
      spelled.append(key).append('=');
      Set<String> names = new TreeSet<>(map.value().keySet());
      node.path(key).fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        spelled.append(name).append(':');
        spelled.append(spelled(map.value().get(name), node.path(key).path(name))).append(' ');
      }
    }
    return spelled.append('}').toString();
  }

  private static void compare(
      String place, Object expected, Object actual, List<String> differences) {
    if (!expected.toString().equals(actual.toString())) {
      differences.add(place + ": expected " + expected + ", actual " + actual);
    }
  }
}
