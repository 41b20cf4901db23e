package io.tidemark.load.model;

import static io.tidemark.load.model.JsonValues.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The value of one field, looked up among all the steps of its aggregate that count. */
final class ReferenceField {
  private final FieldDefinition field;
  private final List<String> path;
  private final List<Step> all;
  private final List<Step> steps;

  private ReferenceField(FieldDefinition field, List<String> path, List<Step> all) {
    this.field = field;
    this.path = path;
    this.all = all;
    this.steps = all.stream().filter(step -> step.change().isOf(field, path)).toList();
  }

  /**
   * @param path the map fields and keys that the field stands in
   * @param counting in their total order the steps of this field and others, without those that an
   *     enclosing removal has taken away
   */
  static JsonNode value(FieldDefinition field, List<String> path, List<Step> counting) {
    return new ReferenceField(field, path, counting).value();
  }

  private JsonNode value() {
    return switch (field.rule()) {
      case "lww" -> steps.isEmpty() ? NullNode.instance : steps.get(steps.size() - 1).value();
      case "mv" -> concurrent();
      case "counter", "g-counter" -> sum();
      case "set", "g-set" -> elements(ReferenceField::isIn);
      case "rw-set" -> elements(ReferenceField::everyRemovalIsFollowed);
      case "flag" -> JSON.booleanNode(isIn(steps));
      case "dw-flag" -> JSON.booleanNode(everyRemovalIsFollowed(steps));
      case "map" -> map();
      case "max" -> greatest(JsonValues.ORDER);
      case "min" -> greatest(JsonValues.ORDER.reversed());
      case "rank" -> greatest(Comparator.comparingInt(it -> field.order().indexOf(it.asText())));
      case "log" -> log();
      case "custom" -> CustomFold.value(field, steps);
      default -> throw new IllegalArgumentException("the model has no rule " + field.rule());
    };
  }

  private JsonNode concurrent() {
    ArrayNode values = JSON.arrayNode();
    steps.stream()
        .filter(step -> step.without(steps, Step::hasSeen))
        .map(Step::value)
        .sorted(JsonValues.ORDER)
        .distinct()
        .forEach(values::add);
    return values;
  }

  private JsonNode sum() {
    BigDecimal sum = BigDecimal.ZERO;
    for (Step step : steps) {
      BigDecimal amount = step.value().decimalValue();
      sum = step.is(Verb.DECREMENT) ? sum.subtract(amount) : sum.add(amount);
    }
    return JsonValues.number(sum);
  }

  /** What decides, from the steps of one element, whether it is in. */
  private interface Membership {
    boolean test(List<Step> ofOneElement);
  }

  /** Some write is followed by no removal. */
  private static boolean isIn(List<Step> steps) {
    List<Step> removals = removals(steps);
    return writes(steps).stream().anyMatch(write -> write.without(removals, Step::follows));
  }

  /** There is a write, and every removal is followed by one. */
  private static boolean everyRemovalIsFollowed(List<Step> steps) {
    List<Step> writes = writes(steps);
    return !writes.isEmpty()
        && removals(steps).stream().noneMatch(it -> it.without(writes, Step::follows));
  }

  private static List<Step> writes(List<Step> steps) {
    return steps.stream().filter(step -> !isRemoval(step)).toList();
  }

  private static List<Step> removals(List<Step> steps) {
    return steps.stream().filter(ReferenceField::isRemoval).toList();
  }

  private static boolean isRemoval(Step step) {
    return step.is(Verb.REMOVE) || step.is(Verb.DISABLE);
  }

  private JsonNode elements(Membership membership) {
    ArrayNode elements = JSON.arrayNode();
    byValue()
        .forEach(
            (element, itsSteps) -> {
              if (membership.test(itsSteps)) {
                elements.add(element);
              }
            });
    return elements;
  }

  private JsonNode map() {
    ObjectNode map = JSON.objectNode();
    byValue()
        .forEach(
            (key, itsSteps) -> {
              if (isIn(itsSteps)) {
                map.set(key.textValue(), mapValue(key.textValue()));
              }
            });
    return map;
  }

  private JsonNode mapValue(String key) {
    List<String> inside = new ArrayList<>(path);
    inside.add(field.name());
    inside.add(key);
    ObjectNode value = JSON.objectNode();
    field.value().forEach((name, inner) -> value.set(name, value(inner, inside, all)));
    return value;
  }

  private JsonNode greatest(Comparator<JsonNode> order) {
    return steps.stream().map(Step::value).max(order).orElse(NullNode.instance);
  }

  private JsonNode log() {
    ArrayNode log = JSON.arrayNode();
    steps.stream()
        .skip(Math.max(0, steps.size() - field.limit()))
        .map(Step::value)
        .forEach(log::add);
    return log;
  }

  private Map<JsonNode, List<Step>> byValue() {
    Map<JsonNode, List<Step>> groups = new TreeMap<>(JsonValues.ORDER);
    for (Step step : steps) {
      groups.computeIfAbsent(step.value(), any -> new ArrayList<>()).add(step);
    }
    return groups;
  }
}
