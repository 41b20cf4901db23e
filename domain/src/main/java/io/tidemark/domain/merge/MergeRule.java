package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.Map;

/** What happens when several writers change one field. Stateless; {@link MergeState} remembers. */
public interface MergeRule {

  /**
   * The value in the form that the rule keeps.
   *
   * @throws InvalidWrite when the rule cannot take it
   */
  JsonNode accept(Verb verb, JsonNode value) throws InvalidWrite;

  /** The field before any write. */
  MergeState empty();

  /** The field as {@link MergeState#save} left it. */
  MergeState load(JsonNode saved);

  /** The rules of a value's fields, for a map; else none. */
  default Map<String, MergeRule> nested() {
    return Map.of();
  }

  /** Whether applying a write may fail: the rule, or one of a value's fields, is a user's. */
  default boolean mayFail() {
    return false;
  }

  /** Whether an explicit null is a value to this rule; otherwise it counts as missing. */
  default boolean takesNull() {
    return false;
  }
}
