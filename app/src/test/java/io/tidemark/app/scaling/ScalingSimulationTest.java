package io.tidemark.app.scaling;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.scaling.SimulatedCluster.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scaling by cause against scaling by plain lag, on the same loads. */
class ScalingSimulationTest {
  /** What a node works off in 5 s; the usual advice. */
  private static final int THRESHOLD = 5_000;

  private static Outcome plain(LoadShape shape) {
    return SimulatedCluster.run(shape, SimulatedCluster.plainLag(THRESHOLD));
  }

  private static Outcome byCause(LoadShape shape) {
    return SimulatedCluster.run(shape, SimulatedCluster.byCause());
  }

  private static String row(LoadShape shape) {
    Outcome plain = plain(shape);
    Outcome cause = byCause(shape);
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %d | %d | %d | %d | %.0f s | %.0f s |",
        shape.label(),
        plain.nodeHours(),
        cause.nodeHours(),
        plain.mostNodes(),
        cause.mostNodes(),
        plain.changes(),
        cause.changes(),
        plain.worstWait(),
        cause.worstWait());
  }

  @ParameterizedTest
  @EnumSource(LoadShape.class)
  void theDocumentedTableIsWhatComesOfIt(LoadShape shape) throws IOException {
    String page = Files.readString(Path.of("../docs/scaling.md"));
    assertTrue(page.contains(row(shape)), "docs/scaling.md lacks the row\n" + row(shape));
  }

  @Test
  void whereNodesAreNoHelpTheyAreNotAskedFor() {
    for (LoadShape shape :
        new LoadShape[] {
          LoadShape.HOT_AGGREGATE, LoadShape.POISONED_PARTITION, LoadShape.SLOW_DATABASE
        }) {
      Outcome plain = plain(shape);
      Outcome cause = byCause(shape);
      assertTrue(cause.nodeHours() < 0.75 * plain.nodeHours(), row(shape));
      assertTrue(cause.mostNodes() < plain.mostNodes(), row(shape));
      // A hot partition's node has others as well; with a node for each it would have none.
      assertTrue(cause.worstWait() <= 1.5 * plain.worstWait(), row(shape));
    }
  }

  @Test
  void whereTheyAreOfUseTheyCome() {
    for (LoadShape shape : new LoadShape[] {LoadShape.BURST, LoadShape.DAY}) {
      assertTrue(byCause(shape).worstWait() <= 1.1 * plain(shape).worstWait(), row(shape));
    }
  }
}
