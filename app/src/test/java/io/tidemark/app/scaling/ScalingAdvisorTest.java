package io.tidemark.app.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class ScalingAdvisorTest {
  private static final long SECOND = 1_000_000_000L;
  private final ScalingAdvisor advisor = new ScalingAdvisor(1_000);

  /** Looks at eight partitions each 5 s for so long. */
  private Advice watch(
      int seconds, int nodes, boolean slow, IntToLongFunction committed, IntToLongFunction end) {
    Advice advice = null;
    for (int at = 0; at <= seconds; at += 5) {
      List<Observation.Partition> partitions = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        int key = at * 8 + number;
        partitions.add(
            new Observation.Partition(
                "p" + number, committed.applyAsLong(key), end.applyAsLong(key)));
      }
      advice = advisor.observe(new Observation(at * SECOND, partitions, nodes, slow));
    }
    return advice;
  }

  @Test
  void anIdleClusterNeedsOneNode() {
    Advice advice = watch(60, 3, false, key -> 10, key -> 10);
    assertEquals(new Advice(3, 1, 1, 0, 0, 0, 0), advice);
  }

  @Test
  void lagThatMovesAsksForNodesUpToThePartitions() {
    Advice advice = watch(60, 2, false, key -> key / 8 * 200L, key -> 1_000_000);
    assertEquals(8, advice.wanted());
    assertEquals(8, advice.usefulMaximum());
    assertEquals(advice.lag(), advice.workable());
  }

  @Test
  void onePartitionUsesOneNode() {
    Advice advice =
        watch(
            60, 3, false, key -> key / 8 * 200L, key -> key % 8 == 3 ? 1_000_000 : key / 8 * 200L);
    assertTrue(advice.wanted() <= 3, advice.toString());
  }

  @Test
  void whatDoesNotMoveIsNoReasonForNodes() {
    Advice advice = watch(120, 3, false, key -> 10, key -> key % 8 == 3 ? 1_000_000 : 10);
    assertEquals(new Advice(3, 1, 1, 999_990, 0, 999_990, 0), advice);
  }

  @Test
  void aSlowDatabaseIsNoReasonForMoreNodes() {
    Advice advice = watch(60, 2, true, key -> key / 8 * 20L, key -> 1_000_000);
    assertEquals(2, advice.wanted());
    assertEquals(0, advice.workable());
    assertEquals(advice.lag(), advice.database());
  }

  @Test
  void untilItHasLookedAFewTimesItLeavesThingsAsTheyAre() {
    assertEquals(3, watch(10, 3, false, key -> 0, key -> 1_000_000).wanted());
  }
}
