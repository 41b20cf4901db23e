package io.tidemark.load.faults;

import java.util.Locale;

/**
 * One thing that is to go wrong.
 *
 * @param number its place in the plan, from 1
 * @param kind what
 * @param node which node, from 1; 0 when it is none of them
 * @param at when, milliseconds after the load began
 * @param lasting how long, milliseconds
 */
record Fault(int number, FaultKind kind, int node, long at, long lasting) {

  /** Whom it happens to. */
  String target() {
    return kind.target() == FaultKind.Target.NODE
        ? "node " + node
        : kind.target().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    String what = kind.text() + " " + target();
    return lasting == 0 ? what : String.format(Locale.ROOT, "%s, %.1f s", what, lasting / 1e3);
  }
}
