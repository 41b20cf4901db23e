package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.function.Function;

/** The value of one field, from all the steps that concern it, in their total order. */
final class ReferenceField {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private ReferenceField() {}

  /**
   * @param all steps in their total order, of this field and others, without those that a delete or
   *     a key's remove has taken away
   */
  static JsonNode value(FieldDefinition field, List<Step> all) {
    List<Step> steps = all.stream().filter(step -> step.field().equals(field.name())).toList();
    return switch (field.rule()) {
      case "lww" -> steps.isEmpty() ? NullNode.instance : last(steps).value();
      case "counter", "g-counter" -> sum(steps);
      case "set", "g-set" -> set(steps);
      case "map" -> map(field, steps);
      case "max" -> greatest(steps, ReferenceField::compare);
      case "min" -> greatest(steps, (left, right) -> compare(right, left));
      case "rank" ->
          greatest(steps, Comparator.comparingInt(value -> field.order().indexOf(value.asText())));
      case "log" -> log(field, steps);
      default ->
          throw new IllegalArgumentException("the reference model has no rule " + field.rule());
    };
  }

  private static Step last(List<Step> steps) {
    return steps.get(steps.size() - 1);
  }

  private static JsonNode sum(List<Step> steps) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Step step : steps) {
      BigDecimal amount = step.value().decimalValue();
      sum = step.is(Verb.DECREMENT) ? sum.subtract(amount) : sum.add(amount);
    }
    return JSON.numberNode(sum);
  }

  private static JsonNode set(List<Step> steps) {
    ArrayNode elements = JSON.arrayNode();
    grouped(steps, step -> CanonicalJson.text(step.value()))
        .forEach(
            (element, itsSteps) -> {
              List<Step> adds = survivors(itsSteps);
              if (!adds.isEmpty()) {
                elements.add(adds.get(0).value());
              }
            });
    return elements;
  }

  private static JsonNode map(FieldDefinition field, List<Step> steps) {
    ObjectNode map = JSON.objectNode();
    grouped(steps, step -> step.value().asText())
        .forEach(
            (key, itsSteps) -> {
              List<Step> puts = survivors(itsSteps);
              if (!puts.isEmpty()) {
                map.set(key, mapValue(field, puts));
              }
            });
    return map;
  }

  private static JsonNode mapValue(FieldDefinition field, List<Step> puts) {
    List<Step> nested = puts.stream().flatMap(put -> put.nested().stream()).toList();
    ObjectNode value = JSON.objectNode();
    field.value().forEach((name, inner) -> value.set(name, value(inner, nested)));
    return value;
  }

  private static JsonNode greatest(List<Step> steps, Comparator<JsonNode> order) {
    return steps.stream().map(Step::value).max(order).orElse(NullNode.instance);
  }

  private static JsonNode log(FieldDefinition field, List<Step> steps) {
    ArrayNode log = JSON.arrayNode();
    steps.stream()
        .skip(Math.max(0, steps.size() - field.limit()))
        .map(Step::value)
        .forEach(log::add);
    return log;
  }

  /** The writes of one element or key that outlive its removes. */
  private static List<Step> survivors(List<Step> steps) {
    List<Step> removes = steps.stream().filter(step -> !step.isWrite()).toList();
    return steps.stream().filter(step -> step.isWrite() && step.survives(removes)).toList();
  }

  private static Map<String, List<Step>> grouped(List<Step> steps, Function<Step, String> element) {
    Map<String, List<Step>> groups = new TreeMap<>(CodePoints.ORDER);
    for (Step step : steps) {
      groups.computeIfAbsent(element.apply(step), any -> new ArrayList<>()).add(step);
    }
    return groups;
  }

  private static int compare(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return CodePoints.ORDER.compare(left.asText(), right.asText());
  }
}
