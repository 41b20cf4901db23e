package io.tidemark.load.simulation;

import io.tidemark.load.simulation.Action.CloseGap;
import io.tidemark.load.simulation.Action.Deliver;
import io.tidemark.load.simulation.Action.Recover;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many runs of an aggregate met what: a simulation that never meets a case proves nothing. */
final class Coverage {
  private final Map<Case, Long> met = new EnumMap<>(Case.class);

  /** What can happen in a run. */
  enum Case {
    /** The history was needed to put the fields right. */
    REBUILT,
    /** The history was needed more than once. */
    REBUILT_AGAIN,
    /** A gap was given up. */
    GAP_CLOSED,
    /** Memory was lost and folded anew. */
    RECOVERED,
    /** A writer had observed something. */
    OBSERVED,
    /** More events waited than the memory may hold. */
    OVERFLOWED,
    /** The aggregate ended deleted. */
    DELETED,
    /** An event came a second time. */
    DUPLICATE,
    /** An event was no event of this type. */
    DEAD_LETTER
  }

  void add(SimulatedAggregate aggregate) {
    History history = aggregate.history();
    long delivered =
        aggregate.performed().stream()
            .mapToLong(it -> it instanceof Deliver deliver ? deliver.events().size() : 0)
            .sum();
    add(Case.REBUILT, aggregate.rebuilds() > 0);
    add(Case.REBUILT_AGAIN, aggregate.rebuilds() > 1);
    add(Case.GAP_CLOSED, aggregate.performed().stream().anyMatch(CloseGap.class::isInstance));
    add(Case.RECOVERED, aggregate.performed().stream().anyMatch(Recover.class::isInstance));
    add(Case.OBSERVED, history.events().stream().anyMatch(it -> it.observed().isPresent()));
    add(Case.OVERFLOWED, !aggregate.invariants().ledger().isExact());
    add(Case.DELETED, aggregate.state().isDeleted());
    add(Case.DUPLICATE, delivered > aggregate.arrivals().size());
    add(Case.DEAD_LETTER, history.hasDeadLetters());
  }

  private void add(Case happened, boolean really) {
    met.merge(happened, really ? 1L : 0L, Long::sum);
  }

  /** In how many runs it happened. */
  long of(Case happened) {
    return met.getOrDefault(happened, 0L);
  }

  @Override
  public String toString() {
    return met.entrySet().stream()
        .map(it -> it.getKey() + " " + it.getValue())
        .collect(Collectors.joining(", "));
  }
}
