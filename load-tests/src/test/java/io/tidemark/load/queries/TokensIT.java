package io.tidemark.load.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code bench tokens}, short: three nodes, of which one is killed and comes back with other
 * columns than the others have, so that the projection is rebuilt again and again. And its control.
 * With {@code -Dtidemark.tokens=true}.
 */
@EnabledIfSystemProperty(named = "tidemark.tokens", matches = "true")
class TokensIT {
  private static final long READS = 3_000;
  private static final long CONTROL_READS = 1_000;

  @Test
  @Timeout(1_800)
  void noReaderWithATokenMissesAnEventAndReadersWithPositionsDo() throws Exception {
    try (TokenBench bench = new TokenBench(24, Optional.empty(), System.out::println)) {
      TokenFigures tokens = bench.read(READS, false, TokenBench.Trouble.ONE_NODE);
      System.out.print(tokens.table());
      assertEquals(List.of(), tokens.examples());
      assertTrue(tokens.holds(), tokens.table());
      assertTrue(tokens.whileMissingOne() > 0, "nothing was read while a node was away");
      assertTrue(tokens.whileRebuilding() > 0, "nothing was read while it was rebuilt");

      TokenFigures positions = bench.read(CONTROL_READS, true, TokenBench.Trouble.NONE);
      System.out.print(positions.table());
      assertTrue(positions.stale() > 0, "positions do as well as tokens");
    }
  }
}
