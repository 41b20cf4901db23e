package io.tidemark.domain.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a search for broken laws found.
 *
 * @param rule the name of the rule
 * @param seed what the random histories were made from; the same seed makes them again
 * @param histories how many histories were tried
 * @param complete whether the search came to its end; false when its time ran out before
 * @param broken a counter-example for each law that does not hold
 * @param remarks what else its author should know
 */
public record LawReport(
    String rule,
    long seed,
    long histories,
    boolean complete,
    List<CounterExample> broken,
    List<String> remarks) {

  public LawReport {
    broken = List.copyOf(broken);
    remarks = List.copyOf(remarks);
  }

  /** Whether the laws were tried and no counter-example was found. That is no proof. */
  public boolean holds() {
    return broken.isEmpty() && histories > 0;
  }

  /**
   * For tests.
   *
   * @throws AssertionError with all counter-examples, unless {@link #holds}
   */
  public void requireHolds() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
  }

  /** Each problem as a text of one line or more: first what is broken, then, indented, how. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (CounterExample found : broken) {
      List<String> lines = new ArrayList<>();
      lines.add(
          "%s breaks the law \"%s\": %s"
              .formatted(rule, found.law().title(), found.law().broken()));
      found.lines().forEach(line -> lines.add("  " + line));
      problems.add(String.join("\n", lines));
    }
    if (broken.isEmpty() && histories == 0) {
      problems.add(
          rule
              + " cannot be checked: its check refuses every value that was tried; return some that it"
              + " takes from examples()");
    }
    return problems;
  }

  /** One line: how much was tried, with which seed. */
  public String extent() {
    return String.format(
        Locale.ROOT,
        "%,d histories tried, seed %d%s",
        histories,
        seed,
        complete ? "" : ", ended early by its time limit");
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>(problems());
    if (holds()) {
      lines.add(rule + ": no broken law found");
    }
    lines.addAll(remarks);
    lines.add("(" + extent() + ")");
    return String.join("\n", lines);
  }
}
