package io.tidemark.load.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A short round of faults on three nodes, with {@code -Dtidemark.faults=true}; {@code bench faults}
 * runs longer ones.
 */
@EnabledIfSystemProperty(named = "tidemark.faults", matches = "true")
class FaultsIT {
  private static final String[] KINDS = {"kill-node", "pause-node", "kill-database"};

  @Test
  @Timeout(600)
  void losesNothingWhateverGoesWrong() throws Exception {
    FaultReport report =
        new FaultBench(4, 1.2, 3, 200, KINDS, Optional.empty(), Optional.empty(), line -> System.out.println(line))
            .run(Optional.empty());
    report.table().forEach(System.out::println);
    assertEquals(List.of(), report.breaches());
    assertTrue(report.faults().containsAll(List.of("KILL_NODE", "PAUSE_NODE", "KILL_DATABASE")));
  }
}
