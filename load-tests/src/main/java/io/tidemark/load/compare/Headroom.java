package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** How much of what hardware and parts allow Tidemark makes use of. */
public final class Headroom {
  private Headroom() {}

  /**
   * What was measured.
   *
   * @param ceiling events per second of the parts alone
   * @param tidemark events per second with all that it is for
   */
  public record Report(StandardLoad load, double ceiling, double tidemark) {
    /** The share of the ceiling that is reached. */
    public double ratio() {
      return tidemark / ceiling;
    }

    /** For programs. */
    public ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("ceiling", Math.round(ceiling))
          .put("tidemark", Math.round(tidemark))
          .put("ratio", Math.round(ratio() * 1_000) / 1_000.0)
          .put("events", load.events())
          .put("jdk", Runtime.version().toString());
    }
  }

  /** Measures both, one after the other. */
  public static Report measure(StandardLoad load, String heap)
      throws IOException, InterruptedException, ExecutionException {
    return new Report(
        load,
        rate(load, heap, new CeilingContestant()),
        rate(load, heap, new TidemarkContestant()));
  }

  private static double rate(StandardLoad load, String heap, Contestant contestant)
      throws IOException, InterruptedException, ExecutionException {
    return new ThroughputRun(load, new ChildJvm.Options(heap, List.of()))
        .run(contestant, Files.createTempDirectory("tidemark-bench"))
        .eventsPerSecond();
  }
}
