package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All orders in which the events of a history can arrive. They are compared set by set, not one by
 * one: when every way to a set of arrived events gives one state, every order does. The sets are
 * the down-sets of a partial order of few chains, so there are polynomially many of them where the
 * orders are exponentially many.
 *
 * <p>Source: Davey and Priestley, Introduction to Lattices and Order, 2nd edition 2002, chapter 1.
 */
final class Interleavings {
  private final GuardedRule rule;
  private final List<Occurrence> occurrences;
  private JsonNode last;

  Interleavings(GuardedRule rule, List<Occurrence> occurrences) {
    this.rule = rule;
    this.occurrences = occurrences;
  }

  /** Two orders that end in one set of events, with different states, or one that fails. */
  record Conflict(Outcome first, Outcome second, BrokenLaw failure) {}

  private record Reached(JsonNode state, List<Integer> order) {
    Reached after(JsonNode next, int index) {
      List<Integer> longer = new ArrayList<>(order);
      longer.add(index);
      return new Reached(next, longer);
    }

    Outcome outcome() {
      return new Outcome(order, "", false, state, null);
    }
  }

  /** The first conflict in order of size; empty when the order of arrival decides nothing. */
  Optional<Conflict> conflict() {
    Map<Long, Reached> level = new LinkedHashMap<>(Map.of(0L, new Reached(null, List.of())));
    while (!level.isEmpty()) {
      Map<Long, Reached> next = new LinkedHashMap<>();
      for (Map.Entry<Long, Reached> entry : level.entrySet()) {
        Optional<Conflict> conflict = extend(entry.getKey(), entry.getValue(), next);
        if (conflict.isPresent()) {
          return conflict;
        }
      }
      last = level.values().iterator().next().state();
      level = next;
    }
    return Optional.empty();
  }

  /** The state after all events, once there was no conflict. */
  JsonNode last() {
    return last;
  }

  private Optional<Conflict> extend(long arrived, Reached reached, Map<Long, Reached> next) {
    for (Occurrence occurrence : occurrences) {
      if (!occurrence.isReady(arrived)) {
        continue;
      }
      Reached here = reached.after(null, occurrence.index());
      try {
        here = reached.after(rule.apply(reached.state(), occurrence), occurrence.index());
        Reached there = next.putIfAbsent(arrived | (1L << occurrence.index()), here);
        if (there == null) {
          rule.value(here.state());
        } else if (!rule.isSame(there.state(), here.state())) {
          return Optional.of(new Conflict(there.outcome(), here.outcome(), null));
        }
      } catch (BrokenLaw failure) {
        Outcome outcome = here.outcome();
        return Optional.of(new Conflict(outcome, outcome, failure));
      }
    }
    return Optional.empty();
  }
}
