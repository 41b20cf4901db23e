package io.tidemark.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimeLagTest {
  @Test
  void aWaitGrowsUntilItIsOver() {
    TimeLag lag = new TimeLag();
    long second = 1_000_000_000L;
    assertEquals(0, lag.seconds(0, 5, 5));
    assertEquals(10, lag.seconds(10 * second, 5, 8));
    assertEquals(20, lag.seconds(20 * second, 5, 9));
    // What was there at 10 s is done with; what came until 20 s is not.
    assertEquals(20, lag.seconds(30 * second, 8, 9));
    assertEquals(0, lag.seconds(40 * second, 9, 9));
  }

  @Test
  void aWaitGoesOnWhenAPartitionIsSoonBackAndIsForgottenOtherwise() {
    TimeLag lag = new TimeLag();
    long second = 1_000_000_000L;
    assertEquals(0, lag.seconds(0, 5, 5));
    assertEquals(10, lag.seconds(10 * second, 5, 8));
    lag.away(15 * second);
    lag.away(70 * second);
    assertEquals(75, lag.seconds(75 * second, 5, 8));
    lag.away(80 * second);
    assertEquals(0, lag.seconds(141 * second, 5, 8));
    assertEquals(9, lag.seconds(150 * second, 5, 8));
  }
}
