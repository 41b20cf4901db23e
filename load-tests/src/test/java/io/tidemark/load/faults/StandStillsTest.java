package io.tidemark.load.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StandStillsTest {
  private static final long SECOND = 1_000_000_000L;

  private final StandStills standStills = new StandStills(3);

  @Test
  void waitingBeginsWithTheFirstEventThatIsNotAnnounced() {
    standStills.send(0, 10 * SECOND);
    standStills.send(0, 12 * SECOND);
    assertEquals(1, standStills.waitingSince(11 * SECOND));
    standStills.announce(0, 1, 15 * SECOND);
    standStills.announce(0, 2, 18 * SECOND);
    assertArrayEquals(new double[] {5}, standStills.seconds(any -> true));
    assertEquals(0, standStills.waitingSince(18 * SECOND), "it has nothing left to do");
  }

  @Test
  void whoMovesButLagsDoesNotStandStill() {
    for (int second = 0; second < 30; second++) {
      standStills.send(1, second * SECOND);
    }
    for (int version = 1; version <= 30; version++) {
      standStills.announce(1, version, (20 + version) * SECOND);
    }
    assertArrayEquals(new double[] {21}, standStills.seconds(any -> true));
    standStills.restart();
    assertArrayEquals(new double[] {}, standStills.seconds(any -> true));
  }

  @Test
  void theSameVersionAgainIsNoProgress() {
    standStills.send(2, 0);
    standStills.announce(2, 1, SECOND);
    standStills.send(2, 2 * SECOND);
    standStills.announce(2, 1, 3 * SECOND);
    standStills.announce(2, 2, 9 * SECOND);
    assertArrayEquals(new double[] {7}, standStills.seconds(aggregate -> aggregate == 2));
  }
}
