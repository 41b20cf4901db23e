package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/** What is checked: a fold over writes whose state is JSON. */
interface Subject {

  /** Refuses a value by an {@link IllegalArgumentException}. */
  void check(JsonNode value);

  /**
   * The state after one more write.
   *
   * @param current null before the first
   * @param occurrence the event
   * @param place which of its writes
   */
  JsonNode apply(JsonNode current, Occurrence occurrence, int place);

  /** What is shown of a state. */
  JsonNode value(JsonNode current);

  /** Whether two states, or nulls, are the same, as far as the laws ask. */
  default boolean isSame(JsonNode one, JsonNode other) {
    return Objects.equals(one, other);
  }

  /** Values to try. */
  List<JsonNode> examples();
}
