package io.tidemark.load.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;

/**
 * A custom rule that rests on the promise that one source's writes come in their order: it keeps
 * each source's values in the order in which they came, and takes no write a second time.
 */
public final class ValuesBySource implements CustomRule {
  @Override
  public JsonNode apply(JsonNode current, CustomWrite write) {
    ObjectNode state =
        current == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) current.deepCopy();
    ObjectNode source = state.withObjectProperty(write.source());
    if (!source.has("last") || JsonOrder.ORDER.compare(write.order(), source.get("last")) > 0) {
      source.set("last", write.order());
      source.withArrayProperty("values").add(write.value());
    }
    return state;
  }

  @Override
  public JsonNode value(JsonNode current) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    current.properties().forEach(it -> shown.set(it.getKey(), it.getValue().get("values")));
    return shown;
  }
}
