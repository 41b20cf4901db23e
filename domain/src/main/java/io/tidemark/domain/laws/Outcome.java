package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a rule made of some events in one order.
 *
 * @param order the events, by index
 * @param remark what was special about this run, or how it failed; empty when nothing was
 * @param failed whether the last event made the rule fail
 * @param state the state; null when there is none
 * @param value what is shown of it; null when there is none
 */
record Outcome(List<Integer> order, String remark, boolean failed, JsonNode state, JsonNode value) {
  Outcome {
    order = List.copyOf(order);
  }

  Outcome with(String changed) {
    return new Outcome(order, changed, failed, state, value);
  }
}
