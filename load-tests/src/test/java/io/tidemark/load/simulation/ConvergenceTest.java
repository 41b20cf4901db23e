package io.tidemark.load.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The law: state, version, vector and the announced bytes depend on the set of events alone. Random
 * aggregate types and histories from fixed seeds, each in order and in seven disorders, against the
 * reference model.
 */
class ConvergenceTest {
  private static final long WORLDS = 1_500;

  @Test
  void everyOrderOfArrivalEndsInWhatTheModelWants() {
    Simulation simulation = new Simulation();
    AtomicLong seeds = new AtomicLong();
    Optional<String> wrong = simulation.run(seeds::getAndIncrement, () -> seeds.get() < WORLDS);
    assertEquals(Optional.empty(), wrong, () -> wrong.orElseThrow());
    assertTrue(simulation.histories() >= WORLDS);

    Coverage coverage = simulation.coverage();
    for (Coverage.Case happened : Coverage.Case.values()) {
      assertTrue(
          coverage.of(happened) * 100 > simulation.histories(),
          () -> happened + " hardly ever happened: " + coverage);
    }
  }

  @Test
  void aSeedDecidesAll() {
    assertEquals(steps(7), steps(7));
  }

  private static long steps(long seed) {
    Simulation simulation = new Simulation();
    simulation.world(seed);
    return simulation.steps();
  }
}
