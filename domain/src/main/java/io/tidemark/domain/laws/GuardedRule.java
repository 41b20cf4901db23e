package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Calls a rule without trusting it: it gets copies, which must be unchanged afterwards; whatever it
 * throws is caught; and what it returns has to be JSON.
 */
final class GuardedRule {
  private final Subject rule;
  private final CallWatch watch;

  GuardedRule(Subject rule, CallWatch watch) {
    this.rule = rule;
    this.watch = watch;
  }

  /** Whether the rule's check lets a value pass. */
  boolean takes(JsonNode value) throws BrokenLaw {
    JsonNode given = value.deepCopy();
    watch.begin("check", null, value);
    try {
      rule.check(given);
    } catch (IllegalArgumentException e) {
      return false;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw new BrokenLaw(
          Law.TOTAL,
          "check threw %s for %s; to refuse a value it throws IllegalArgumentException"
              .formatted(describe(e), Shown.json(value)));
    } finally {
      watch.end();
    }
    unchanged(value, given, "check changes the value it is given");
    return true;
  }

  /** The rule's examples, those that are any. */
  List<JsonNode> examples() throws BrokenLaw {
    try {
      List<JsonNode> examples = new ArrayList<>();
      for (JsonNode example : rule.examples()) {
        examples.add(CustomRules.normalize(example));
      }
      return examples;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw new BrokenLaw(Law.TOTAL, "examples threw " + describe(e));
    }
  }

  /** The state after all writes of one more event. */
  JsonNode apply(JsonNode current, Occurrence occurrence) throws BrokenLaw {
    JsonNode state = current;
    for (int place = 0; place < occurrence.writes().size(); place++) {
      state = apply(state, occurrence, place);
    }
    return state;
  }

  private JsonNode apply(JsonNode current, Occurrence occurrence, int place) throws BrokenLaw {
    JsonNode given = current == null ? null : current.deepCopy();
    JsonNode value = occurrence.writes().get(place).value();
    // Without a container in it there is nothing to spoil.
    Occurrence copied = value.isContainerNode() ? occurrence.copy() : occurrence;
    JsonNode returned;
    watch.begin("apply", current, value);
    try {
      returned = rule.apply(given, copied, place);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw new BrokenLaw(Law.TOTAL, "apply threw " + describe(e));
    } finally {
      watch.end();
    }
    unchanged(current, given, "apply changes the current state in place");
    unchanged(value, copied.writes().get(place).value(), "apply changes the value of the write");
    boolean same = current != null && returned == given;
    return same ? current : normalized(returned, "apply");
  }

  /** What is shown of a state; null of none. */
  JsonNode value(JsonNode current) throws BrokenLaw {
    if (current == null) {
      return null;
    }
    JsonNode given = current.deepCopy();
    JsonNode returned;
    watch.begin("value", current, null);
    try {
      returned = rule.value(given);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      throw new BrokenLaw(
          Law.TOTAL, "value threw " + describe(e) + " for the state " + Shown.json(current));
    } finally {
      watch.end();
    }
    unchanged(current, given, "value changes the state it is given");
    return normalized(returned, "value");
  }

  /** Whether two states are the same. */
  boolean isSame(JsonNode one, JsonNode other) {
    return rule.isSame(one, other);
  }

  /** A restart has to find the state as it was. */
  static void requireReadable(JsonNode state) throws BrokenLaw {
    try {
      byte[] bytes = ExactJson.mapper().writeValueAsBytes(state);
      JsonNode read = JsonOrder.canonical(ExactJson.mapper().readTree(bytes));
      if (!read.equals(state)) {
        throw new BrokenLaw(
            Law.JSON,
            "written to bytes and read back, %s is %s".formatted(Shown.json(state), read));
      }
    } catch (IOException e) {
      throw new BrokenLaw(
          Law.JSON,
          "apply returned %s, which cannot be written to bytes and read back (%s)"
              .formatted(Shown.json(state), e.getClass().getSimpleName()));
    }
  }

  private static JsonNode normalized(JsonNode returned, String method) throws BrokenLaw {
    try {
      return CustomRules.normalize(returned);
    } catch (IllegalArgumentException e) {
      throw new BrokenLaw(
          returned == null || returned.isMissingNode() ? Law.TOTAL : Law.JSON,
          method + " returned " + e.getMessage());
    }
  }

  private static void unchanged(JsonNode before, JsonNode after, String otherwise)
      throws BrokenLaw {
    if (before != null && before.isContainerNode() && !before.equals(after)) {
      throw new BrokenLaw(
          Law.PURE, "%s: %s became %s".formatted(otherwise, Shown.json(before), Shown.json(after)));
    }
  }

  private static String describe(Throwable thrown) {
    String place =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> !frame.getClassName().startsWith("java."))
            .filter(frame -> !frame.getClassName().startsWith("com.fasterxml."))
            .findFirst()
            .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
            .orElse("");
    return thrown + place;
  }
}
