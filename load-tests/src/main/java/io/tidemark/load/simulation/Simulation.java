package io.tidemark.load.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Random histories of aggregates, each delivered in order and in several disorders, checked after
 * every step and compared with the reference model in the end. A seed decides all of one world: a
 * type, its aggregates, their events, what happens to them. Single-threaded.
 */
public final class Simulation {
  private static final int ORDERS = 7;

  private final List<Class<?>> customRules;
  private final Coverage coverage = new Coverage();
  private long histories;
  private long steps;

  /** A simulation of everything that Tidemark brings. */
  public Simulation() {
    this(List.of(LatestValue.class, ValuesBySource.class));
  }

  /** A simulation with these custom rules; at least one. */
  Simulation(List<Class<?>> customRules) {
    this.customRules = List.copyOf(customRules);
  }

  /**
   * Runs worlds until one fails or there have been enough.
   *
   * @param seeds the seed of each world
   * @param goesOn asked before each world
   * @return what is wrong, shrunk and spelled out; empty when nothing is
   */
  public Optional<String> run(LongSupplier seeds, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      long seed = seeds.getAsLong();
      try {
        world(seed);
      } catch (Failure failure) {
        return Optional.of(FailureReport.of(seed, failure));
      }
    }
    return Optional.empty();
  }

  /**
   * One world.
   *
   * @throws Failure when a promise was broken
   */
  void world(long seed) {
    Choice choice = new Choice(seed);
    List<History> written = RandomHistory.some(choice, customRules);
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
        coverage.add(world.aggregates().get(i));
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
      byte[] disordered = aggregate.invariants().announcement();
      if (!Arrays.equals(straight, disordered)) {
        Violation violation =
            new Violation(
                "in order %s\n  in disorder %s"
                    .formatted(Invariants.text(straight), Invariants.text(disordered)));
        throw new Failure(aggregate.history(), aggregate.performed(), violation);
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

  /** What of all that can happen did happen. */
  Coverage coverage() {
    return coverage;
  }
}
