package io.tidemark.load.simulation;

import io.tidemark.domain.aggregate.EventInterpreter;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs random worlds one after the other, each decided by its seed alone, until one fails or there
 * have been enough of them. Single-threaded.
 */
public final class Simulation {
  private long histories;
  private long steps;

  /**
   * Runs worlds from this seed on, one seed after the other.
   *
   * @param goesOn asked before each world
   * @return what is wrong, shrunk and spelled out; empty when nothing is
   */
  public Optional<String> run(long firstSeed, BooleanSupplier goesOn) {
    for (long seed = firstSeed; goesOn.getAsBoolean(); seed++) {
      try {
        runOne(seed);
      } catch (Failure failure) {
        return Optional.of(FailureReport.of(seed, failure));
      }
    }
    return Optional.empty();
  }

  void runOne(long seed) {
    World world = World.of(seed);
    world.run();
    steps += world.steps();
    histories += world.aggregates().size();
    for (SimulatedAggregate aggregate : world.aggregates()) {
      if (Verdict.isFreeOfOrder(aggregate.history())) {
        compareWithStraightRun(aggregate);
      }
    }
  }

  private void compareWithStraightRun(SimulatedAggregate aggregate) {
    History history = aggregate.history();
    SimulatedAggregate straight =
        new SimulatedAggregate(history, new EventInterpreter(history.definition()));
    try {
      Verdict.straight(history).forEach(straight::perform);
      straight.finish();
      Violation.unless(
          Arrays.equals(
              straight.invariants().announcement(), aggregate.invariants().announcement()),
          "in order %s\n  in disorder %s",
          Invariants.text(straight.invariants().announcement()),
          Invariants.text(aggregate.invariants().announcement()));
    } catch (RuntimeException e) {
      throw new Failure(history, straight.performed(), e);
    }
    steps += straight.performed().size();
  }

  /** How many histories came to a good end. */
  public long histories() {
    return histories;
  }

  /** How many actions these took, each followed by all checks. */
  public long steps() {
    return steps;
  }
}
