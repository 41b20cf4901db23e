package io.tidemark.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.util.List;

/**
 * A custom rule to measure: the value with the highest {@code priority} stands; of equal ones the
 * latest write. An extreme in a total order, and so free of any order of arrival.
 */
public final class HighestPriority implements CustomRule {
  private static final String PRIORITY = "priority";

  @Override
  public void check(JsonNode value) {
    if (!value.path(PRIORITY).isNumber()) {
      throw new IllegalArgumentException("takes an object with a number priority, not " + value);
    }
  }

  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("value", write.value());
    state.set("order", write.order());
    return current == null || compare(state, current) > 0 ? state : current;
  }

  private static int compare(JsonNode left, JsonNode right) {
    int byPriority =
        left.get("value")
            .get(PRIORITY)
            .decimalValue()
            .compareTo(right.get("value").get(PRIORITY).decimalValue());
    return byPriority != 0
        ? byPriority
        : JsonOrder.ORDER.compare(left.get("order"), right.get("order"));
  }

  @Override
  public JsonNode value(JsonNode current) {
    return current.get("value");
  }

  @Override
  public List<JsonNode> examples() {
    return List.of(example(1, "a"), example(1, "b"), example(2, "a"));
  }

  private static JsonNode example(int priority, String text) {
    return JsonNodeFactory.instance.objectNode().put(PRIORITY, priority).put("text", text);
  }
}
