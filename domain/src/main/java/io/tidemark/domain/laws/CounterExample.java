package io.tidemark.domain.laws;

import java.util.List;

/**
 * The smallest history found for which a law does not hold.
 *
 * @param law the law
 * @param writes how many writes it takes; 0 when the rule fails before any
 * @param lines the events, the orders and what comes of them, for people
 */
public record CounterExample(Law law, int writes, List<String> lines) {
  public CounterExample {
    lines = List.copyOf(lines);
  }
}
