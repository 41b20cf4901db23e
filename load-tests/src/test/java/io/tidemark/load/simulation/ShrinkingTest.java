package io.tidemark.load.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that does not converge is found, and told in few words. */
class ShrinkingTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 200, 300})
  void whatDependsOnTheOrderOfArrivalIsFoundAndShrunkToFewEvents(long firstSeed) {
    Simulation simulation = new Simulation(List.of(FirstValue.class));
    AtomicLong seeds = new AtomicLong(firstSeed);
    Optional<String> report =
        simulation.run(seeds::getAndIncrement, () -> seeds.get() < firstSeed + 1_000);
    List<String> lines = report.orElseThrow().lines().toList();

    assertTrue(lines.get(0).matches("seed \\d+; again: .* --histories 1 --seed \\d+"));
    int written = lines.indexOf("written, in this order:");
    int done = lines.indexOf("done, in this order, and all gaps closed in the end:");
    assertTrue(done - written - 1 <= 3, report.get());
    assertTrue(lines.stream().anyMatch(it -> it.startsWith("one by one as they were written")));
  }
}
