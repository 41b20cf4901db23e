package io.tidemark.load.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Fresh histories at every build, for as many seconds as the system property {@code
 * tidemark.simulation.seconds} says, else 60.
 */
class SimulationTest {
  private static final long SECONDS = Long.getLong("tidemark.simulation.seconds", 60);

  @Test
  void whatNobodyHasTriedBeforeEndsInWhatTheModelWants() {
    AtomicLong seeds = new AtomicLong(System.nanoTime());
    System.out.println("seeds from " + seeds);
    long start = System.nanoTime();
    Simulation simulation = new Simulation();
    Optional<String> wrong =
        simulation.run(
            seeds::getAndIncrement, () -> System.nanoTime() - start < SECONDS * 1_000_000_000L);
    System.out.printf(
        "%,d histories, %,d steps, %s%n",
        simulation.histories(), simulation.steps(), simulation.coverage());
    assertEquals(Optional.empty(), wrong, () -> wrong.orElseThrow());
  }
}
