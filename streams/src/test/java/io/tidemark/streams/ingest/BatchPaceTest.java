package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.testkit.javadsl.TestKit;
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

  /** A minute of each. */
  private long waitWhenAllWereTakenAndNow(double share) {
    load = 1;
    waitAfter(1, 60);
    load = share;
    return waitAfter(61, 60);
  }

  @Test
  void whileProcessorsAreFreeNothingWaits() {
    load = 0.5;
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
  void whileSomeProcessorIsLeftTheWaitIsShort() {
    load = 0.7;
    assertTrue(waitAfter(1, 1) > 0);
    assertEquals(BatchPace.SHORT_NANOS, waitAfter(2, 60));
  }

  @Test
  void aLongWaitGetsShortAgainWhenSomeProcessorIsLeft() {
    assertEquals(BatchPace.SHORT_NANOS, waitWhenAllWereTakenAndNow(0.7));
  }

  @Test
  void betweenTwoLoadsTheWaitStays() {
    load = 1;
    long wait = waitAfter(1, 3);
    assertTrue(wait > BatchPace.SHORT_NANOS);
    load = 0.85;
    assertEquals(wait, waitAfter(4, 10));
    load = 0.7;
    waitAfter(14, 10);
    load = 0.6;
    assertEquals(BatchPace.SHORT_NANOS, waitAfter(24, 10));
  }

  @Test
  void itForgetsTheWaitWhenTheyAreFreeAgain() {
    assertEquals(0, waitWhenAllWereTakenAndNow(0.2));
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

  @Test
  void theStageHandsOnAllInOrderAndSlowsDown() throws Exception {
    ActorSystem system = ActorSystem.create("paced");
    try {
      List<Long> seen =
          Source.unfold(0L, number -> Optional.of(Pair.create(number + 1, number)))
              .takeWithin(Duration.ofMillis(2_500))
              .via(new Paced<>(() -> 1, new FetchPace(System.nanoTime())))
              .via(afterTheFirstLook())
              .runWith(Sink.seq(), system)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      // A wait of four milliseconds, and of eight from the second second on: 290 in 1.4 s at most.
      assertTrue(seen.size() > 60 && seen.size() < 300, seen.size() + " in 1.4 s");
      for (int i = 1; i < seen.size(); i++) {
        assertEquals(seen.get(i - 1) + 1, seen.get(i));
      }
    } finally {
      TestKit.shutdownActorSystem(system);
    }
  }

  /** What comes once the stage has looked at the load. */
  private static <T> Flow<T, T, NotUsed> afterTheFirstLook() {
    return Flow.<T>create().dropWithin(Duration.ofMillis(1_100));
  }
}
