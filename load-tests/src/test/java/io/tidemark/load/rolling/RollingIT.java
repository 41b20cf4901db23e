package io.tidemark.load.rolling;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Nodes that find each other as they do on Kubernetes: three form one cluster, one is killed and
 * replaced, the other two are rolled, a new one first each time, and the cluster shrinks to one
 * node, grows and shrinks again, while events arrive. In the end every state is what it must be,
 * and no aggregate stood still for long; how long is judged where the machine has time to spare.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere 127.0.1.1 is no address of the machine")
class RollingIT {
  private static final RollingBench.Options OPTIONS =
      new RollingBench.Options(100, 100, 5_000, Duration.ofSeconds(1), 2);

  /** What the node promises, of nodes that are asked to leave; see docs/reliability.md. */
  private static final double MOST_SECONDS = 20;

  /** The same, of one that is killed. */
  private static final double MOST_SECONDS_KILLED = 25;

  /** Beyond what it takes on a machine of two processors with little else to do. */
  private static final double MOST_SECONDS_TO_FORM = 30;

  @Test
  @Timeout(900)
  void losesNothingAndStandsStillForSecondsOnlyWhileNodesComeAndGo() throws Exception {
    ObjectNode report = new RollingBench(OPTIONS, System.out::println).run();
    System.out.println(report);
    assertAll(
        () -> assertEquals(0, report.path("lost").longValue(), "events lost"),
        () -> assertEquals(0, report.path("appliedTwice").longValue(), "events applied twice"),
        () -> assertEquals(0, report.path("outOfOrder").longValue(), "versions that went back"),
        () -> assertEquals("[]", report.path("differences").toString()),
        () -> assertEquals(0, report.path("refusedByApi").intValue(), "refused by the API"));
    if (report.path("formedSeconds").doubleValue() > MOST_SECONDS_TO_FORM) {
      System.out.println("the machine is too busy for its times to say anything");
      return;
    }
    assertAll(
        () ->
            assertTrue(
                report.path("longestRollingSeconds").doubleValue() <= MOST_SECONDS,
                () -> "an aggregate stood still for too long: " + report.path("steps")),
        () ->
            assertTrue(
                report.path("longestSeconds").doubleValue() <= MOST_SECONDS_KILLED,
                () -> "an aggregate stood still for too long: " + report.path("steps")));
  }
}
