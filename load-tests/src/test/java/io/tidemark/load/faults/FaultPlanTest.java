package io.tidemark.load.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void aSeedAlwaysGivesTheSamePlan() {
    assertEquals(plan(7), plan(7));
    assertNotEquals(plan(7), plan(8));
  }

  @Test
  void threeMinutesBringTenFaultsAndTwentyRunsEveryKind() {
    Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
    int overlapping = 0;
    for (int seed = 1; seed <= 20; seed++) {
      List<Fault> plan = plan(seed);
      assertTrue(plan.size() >= 10, "seed " + seed + " has " + plan.size() + " faults");
      plan.forEach(fault -> seen.add(fault.kind()));
      for (int next = 1; next < plan.size(); next++) {
        Fault before = plan.get(next - 1);
        overlapping += plan.get(next).at() < before.at() + before.lasting() ? 1 : 0;
      }
    }
    assertEquals(ALL, seen);
    assertTrue(overlapping > 20, "only " + overlapping + " faults overlap");
  }

  @Test
  void nothingHappensToOneTargetTwiceAtATime() {
    for (int seed = 1; seed <= 50; seed++) {
      Map<String, Long> until = new HashMap<>();
      for (Fault fault : plan(seed)) {
        assertTrue(until.getOrDefault(fault.target(), 0L) <= fault.at(), fault.toString());
        until.put(fault.target(), fault.at() + fault.lasting());
      }
    }
  }

  @Test
  void aSoakHasItsFaultEverySoOften() {
    List<Fault> plan =
        FaultPlan.of(
            1,
            Duration.ofMinutes(10),
            3,
            List.of(FaultKind.REBALANCE),
            Optional.of(Duration.ofSeconds(30)));
    assertEquals(20, plan.size());
    for (int next = 1; next < plan.size(); next++) {
      assertEquals(30_000, plan.get(next).at() - plan.get(next - 1).at());
    }
  }

  private static List<Fault> plan(long seed) {
    return FaultPlan.of(seed, Duration.ofMinutes(3), 3, ALL, Optional.empty());
  }
}
