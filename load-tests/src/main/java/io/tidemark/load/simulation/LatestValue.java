package io.tidemark.load.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;

/** A custom rule that keeps the last write by the total order, and refuses the value true. */
public final class LatestValue implements CustomRule {
  @Override
  public void check(JsonNode value) {
    if (value.isBoolean() && value.booleanValue()) {
      throw new IllegalArgumentException("takes anything but true");
    }
  }

  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    if (current != null && JsonOrder.ORDER.compare(write.order(), current.get("order")) <= 0) {
      return current;
    }
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("order", write.order());
    state.set("value", write.value());
    return state;
  }

  @Override
  public JsonNode value(JsonNode current) {
    return current.get("value");
  }
}
