package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchPaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private double load;
  private final BatchPace pace = new BatchPace(() -> load, 0);

  /** Takes a batch a second. */
  private long waitAfter(int from, int seconds) {
    long wait = 0;
    for (int second = from; second < from + seconds; second++) {
      long now = second * SECOND;
      pace.waitNanos(now);
      pace.took(now);
      wait = pace.waitNanos(now);
    }
    return wait;
  }

  @Test
  void whileProcessorsAreFreeNothingWaits() {
    load = 0.4;
    assertEquals(0, waitAfter(1, 60));
  }

  @Test
  void itWaitsLongerWhileTheyAreTakenAndNoLongerThanTheLimit() {
    load = 1;
    long first = waitAfter(1, 1);
    long second = waitAfter(2, 1);
    assertTrue(first > 0 && second > first, first + ", " + second);
    assertEquals(BatchPace.LONGEST_NANOS, waitAfter(3, 60));
  }

  @Test
  void betweenTakenAndFreeTheWaitStays() {
    load = 1;
    long wait = waitAfter(1, 3);
    load = 0.6;
    assertEquals(wait, waitAfter(4, 10));
  }

  @Test
  void itForgetsTheWaitWhenTheyAreFreeAgain() {
    load = 1;
    waitAfter(1, 60);
    load = 0.2;
    assertEquals(0, waitAfter(61, 60));
  }

  @Test
  void whatComesOnceAMinuteFindsTheWaitGone() {
    load = 1;
    waitAfter(1, 60);
    load = 0.2;
    assertEquals(0, waitAfter(120, 1));
  }

  @Test
  void whatTakesLongerThanTheWaitIsNotHeldUp() {
    load = 1;
    waitAfter(1, 60);
    long now = 61 * SECOND;
    pace.took(now);
    assertTrue(pace.waitNanos(now + BatchPace.LONGEST_NANOS / 2) > 0);
    assertTrue(pace.waitNanos(now + BatchPace.LONGEST_NANOS) <= 0);
  }
}
