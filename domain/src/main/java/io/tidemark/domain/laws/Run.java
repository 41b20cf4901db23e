package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One rule, one order, event after event; in the end the state has to bear a restart.
 *
 * @param order the events, by index
 * @param states the state after each event that went well
 * @param value what is shown in the end; null when it did not come that far
 * @param failure why it ended early; null when it did not
 */
record Run(List<Integer> order, List<JsonNode> states, JsonNode value, BrokenLaw failure) {

  Run {
    order = List.copyOf(order);
    states = List.copyOf(states);
  }

  static Run of(GuardedRule rule, List<Occurrence> occurrences) {
    List<Integer> order = occurrences.stream().map(Occurrence::index).toList();
    List<JsonNode> states = new ArrayList<>();
    try {
      JsonNode state = null;
      for (Occurrence occurrence : occurrences) {
        state = rule.apply(state, occurrence);
        if (states.size() + 1 == order.size()) {
          GuardedRule.requireReadable(state);
        }
        states.add(state);
      }
      return new Run(order, states, rule.value(state), null);
    } catch (BrokenLaw failure) {
      int reached = Math.min(order.size(), states.size() + 1);
      return new Run(order.subList(0, reached), states, null, failure);
    }
  }

  JsonNode state() {
    return states.isEmpty() ? null : states.get(states.size() - 1);
  }

  /** Whether another run of the same order went the same way. */
  boolean equalsIn(Run other) {
    return states.equals(other.states)
        && Objects.equals(value, other.value)
        && (failure == null) == (other.failure == null);
  }

  Outcome outcome(String remark) {
    return failure == null
        ? new Outcome(order, remark, false, state(), value)
        : new Outcome(order, failure.getMessage(), true, state(), null);
  }
}
