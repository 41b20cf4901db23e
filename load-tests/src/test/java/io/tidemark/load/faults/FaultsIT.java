package io.tidemark.load.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short rounds of faults on three nodes; {@code bench faults} runs longer ones. */
class FaultsIT {
  private static final double MINUTES = 1;
  private static final int A_SECOND = 200;
  private static final String[] ALL_KINDS = {};
  private static final int FEWEST = 4;

  @ParameterizedTest
  @ValueSource(longs = {4, 7})
  @Timeout(900)
  void losesNothingWhateverGoesWrong(long seed) throws Exception {
    FaultReport report =
        new FaultBench(
                seed,
                MINUTES,
                3,
                A_SECOND,
                ALL_KINDS,
                Optional.empty(),
                Optional.empty(),
                System.out::println)
            .run(Optional.empty());
    report.table().forEach(System.out::println);
    assertEquals(List.of(), report.breaches());
    assertTrue(report.faults().size() >= FEWEST, () -> "only " + report.faults() + " happened");
  }
}
