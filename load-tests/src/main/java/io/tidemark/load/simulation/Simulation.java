package io.tidemark.load.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs random worlds one after the other, each decided by its seed alone, until one fails or there
 * have been enough of them. Single-threaded.
 */
public final class Simulation {
  private static final int ORDERS = 3;

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
    Choice choice = new Choice(seed);
    List<History> written = RandomHistory.some(choice);
    List<byte[]> straight = new ArrayList<>();
    for (History history : written) {
      straight.add(straight(history));
    }
    for (int order = 0; order < ORDERS; order++) {
      World world = new World(choice.seed(), written);
      world.run();
      steps += world.steps();
      for (int i = 0; i < written.size(); i++) {
        compare(world.aggregates().get(i), straight.get(i));
      }
    }
    histories += written.size();
  }

  private byte[] straight(History history) {
    SimulatedAggregate aggregate = new SimulatedAggregate(history);
    try {
      Verdict.straight(history).forEach(aggregate::perform);
      Verdict.judge(aggregate);
    } catch (RuntimeException e) {
      throw new Failure(history, aggregate.performed(), e);
    }
    steps += aggregate.performed().size();
    return aggregate.invariants().announcement();
  }

  /** Said once more without the model: any order ends in the same bytes. */
  private static void compare(SimulatedAggregate aggregate, byte[] straight) {
    if (Verdict.isFreeOfOrder(aggregate.history())) {
      try {
        Violation.unless(
            Arrays.equals(straight, aggregate.invariants().announcement()),
            "in order %s\n  in disorder %s",
            Invariants.text(straight),
            Invariants.text(aggregate.invariants().announcement()));
      } catch (Violation e) {
        throw new Failure(aggregate.history(), aggregate.performed(), e);
      }
    }
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
