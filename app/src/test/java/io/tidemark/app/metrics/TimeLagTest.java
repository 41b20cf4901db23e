package io.tidemark.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimeLagTest {
  private static final long SECOND = 1_000_000_000L;

  private final TimeLag lag = new TimeLag();

  @Test
  void aWaitGrowsUntilItIsOver() {
    assertEquals(0, lag.seconds(0, 5, 5));
    assertEquals(10, lag.seconds(10 * SECOND, 5, 8));
    assertEquals(20, lag.seconds(20 * SECOND, 5, 9));
    // What was there at 10 s is done with; what came until 20 s is not.
    assertEquals(20, lag.seconds(30 * SECOND, 8, 9));
    assertEquals(0, lag.seconds(40 * SECOND, 9, 9));
  }

  @Test
  void aWaitGoesOnWhenAPartitionIsSoonBackAndIsForgottenOtherwise() {
    assertEquals(0, lag.seconds(0, 5, 5));
    assertEquals(10, lag.seconds(10 * SECOND, 5, 8));
    lag.away(15 * SECOND);
    lag.away(70 * SECOND);
    assertEquals(75, lag.seconds(75 * SECOND, 5, 8));
    lag.away(80 * SECOND);
    assertEquals(0, lag.seconds(141 * SECOND, 5, 8));
    assertEquals(9, lag.seconds(150 * SECOND, 5, 8));
  }
}
