package io.tidemark.load.simulation;

import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.load.simulation.Action.Deliver;
import io.tidemark.load.simulation.Action.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Judges what a complete history has come to. */
final class Verdict {
  private Verdict() {}

  /**
   * Ends a run and compares it with the model.
   *
   * @throws Violation when it is not what the model wants
   */
  static void judge(SimulatedAggregate aggregate) {
    aggregate.finish();
    History history = aggregate.history();
    byte[] expected = history.expectation(aggregate.arrivals());
    byte[] actual = aggregate.invariants().announcement();
    if (!Arrays.equals(expected, actual)) {
      throw new Violation(
          "not what the model wants\n  model:  %s\n  domain: %s"
              .formatted(Invariants.text(expected), Invariants.text(actual)));
    }
  }

  /** Plays these actions; what is wrong with the result, when something is. */
  static Optional<String> play(History history, List<Action> actions) {
    SimulatedAggregate aggregate = new SimulatedAggregate(history);
    try {
      actions.forEach(aggregate::perform);
      judge(aggregate);
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(describe(e));
    }
  }

  /** Each event by itself, in the order in which they were written. */
  static List<Action> straight(History history) {
    List<Action> actions = new ArrayList<>();
    for (int place = 0; place < history.events().size(); place++) {
      actions.add(new Deliver(List.of(place), Fate.WHOLE));
    }
    return actions;
  }

  /** Whether every order of arrival must end in the same bytes. */
  static boolean isFreeOfOrder(History history) {
    return history.definition().late() == LatePolicy.FOLD
        && history.definition().sequence().mode() == Mode.CONTIGUOUS;
  }

  static String describe(RuntimeException e) {
    if (e instanceof Violation) {
      return e.getMessage();
    }
    StringBuilder text = new StringBuilder(e.toString());
    for (int i = 0; i < Math.min(6, e.getStackTrace().length); i++) {
      text.append("\n    at ").append(e.getStackTrace()[i]);
    }
    return text.toString();
  }
}
