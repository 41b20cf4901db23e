package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what an aggregate is with what it must be; numbers by value. */
public final class StateComparison {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StateComparison() {}

  /**
   * The differences, each one line that names the place, the expected and the actual value.
   *
   * @param expected what the reference model says
   * @param actual the body of an ECST event or of an answer about one aggregate
   */
  public static List<String> differences(ReferenceState expected, JsonNode actual) {
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

  private static void compareState(JsonNode expected, JsonNode actual, List<String> differences) {
    Set<String> names = new TreeSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    actual.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      compare(
          "state." + name, spelled(expected.path(name)), spelled(actual.path(name)), differences);
    }
  }

  private static String spelled(JsonNode node) {
    return node.isMissingNode() ? "absent" : CanonicalJson.text(node);
  }

  private static void compare(
      String place, Object expected, Object actual, List<String> differences) {
    if (!expected.toString().equals(actual.toString())) {
      differences.add(place + ": expected " + expected + ", actual " + actual);
    }
  }
}
