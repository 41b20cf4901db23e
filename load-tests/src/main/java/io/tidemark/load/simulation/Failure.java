package io.tidemark.load.simulation;

import java.util.List;

/** A history that came to a wrong end, and what was done to its aggregate until then. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient History history;
  private final transient List<Action> actions;

  Failure(History history, List<Action> actions, RuntimeException cause) {
    super(Verdict.describe(cause), cause);
    this.history = history;
    this.actions = List.copyOf(actions);
  }

  History history() {
    return history;
  }

  List<Action> actions() {
    return actions;
  }
}
