package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.util.List;

/**
 * A custom rule, folded through the user's own class in the order of stamps: in one order, that is,
 * of the many that its laws make equal.
 */
final class CustomFold {
  private CustomFold() {}

  static boolean accepts(FieldDefinition field, JsonNode value) {
    try {
      rule(field).check(value);
      return true;
    } catch (IllegalArgumentException refusal) {
      return false;
    }
  }

  static JsonNode value(FieldDefinition field, List<Step> steps) {
    CustomRule rule = rule(field);
    JsonNode state = null;
    Stamp last = null;
    int place = 0;
    for (Step step : steps) {
      Stamp stamp = step.standing().stamp();
      place = stamp.equals(last) ? place + 1 : 0;
      last = stamp;
      state = JsonValues.canonical(rule.apply(state, write(step, place)));
    }
    return state == null ? NullNode.instance : JsonValues.canonical(rule.value(state));
  }

  private static CustomWrite write(Step step, int place) {
    Stamp stamp = step.standing().stamp();
    EffectiveTime time =
        new EffectiveTime(EffectiveTime.nanos(stamp.reading().time()), stamp.reading().count());
    return new CustomWrite(
        step.value(),
        new io.tidemark.domain.merge.Stamp(time, stamp.source(), stamp.sequence()),
        place);
  }

  private static CustomRule rule(FieldDefinition field) {
    try {
      Class<?> type = Class.forName(field.className().orElseThrow());
      return (CustomRule) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(field.toString(), e);
    }
  }
}
