package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

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

  /** Values to try. */
  List<JsonNode> examples();
}
