package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.compare.LatencyRun.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The latencies of Tidemark and its peer at some rates, one after the other. */
public final class LatencyComparison {
  private static final List<Integer> RATES = List.of(1_000, 2_000, 5_000);

  private final LatencyRun run;
  private final Consumer<String> progress;

  /**
   * @param warmUp how long each is fed before anything is measured
   * @param measured how long each rate lasts
   * @param heap of each, as {@code -Xmx} takes it
   * @param progress is told what is being measured
   */
  public LatencyComparison(
      Duration warmUp, Duration measured, String heap, Consumer<String> progress) {
    this.run = new LatencyRun(warmUp, measured, heap);
    this.progress = progress;
  }

  /** Milliseconds at each rate. */
  public record Report(Map<Integer, Percentiles> tidemark, Map<Integer, Percentiles> peer) {

    /** For people. */
    public String table() {
      StringBuilder table =
          new StringBuilder(
              "%n%-9s %30s   %30s%n".formatted("", "tidemark, ms", "kafka-streams, ms"));
      table.append(
          "%-9s %9s %9s %9s    %9s %9s %9s%n"
              .formatted("events/s", "p50", "p99", "p99.9", "p50", "p99", "p99.9"));
      for (int rate : RATES) {
        Percentiles ours = tidemark.get(rate);
        Percentiles theirs = peer.get(rate);
        table.append(
            "%,9d %9.1f %9.1f %9.1f    %9.1f %9.1f %9.1f%n"
                .formatted(
                    rate,
                    ours.p50(),
                    ours.p99(),
                    ours.p999(),
                    theirs.p50(),
                    theirs.p99(),
                    theirs.p999()));
      }
      return table.toString();
    }

    /** For programs. */
    public ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode rates = json.putArray("rates");
      for (int rate : RATES) {
        ObjectNode line = rates.addObject().put("rate", rate);
        put(line.putObject("tidemark"), tidemark.get(rate));
        put(line.putObject("peer"), peer.get(rate));
      }
      return json.put("jdk", Runtime.version().toString());
    }

    private static void put(ObjectNode json, Percentiles percentiles) {
      json.put("p50", rounded(percentiles.p50()))
          .put("p99", rounded(percentiles.p99()))
          .put("p999", rounded(percentiles.p999()));
    }

    private static double rounded(double millis) {
      return Math.round(millis * 10) / 10.0;
    }
  }

  /** Measures both. */
  public Report run() throws IOException, InterruptedException, ExecutionException {
    return new Report(of(new TidemarkContestant()), of(new StreamsContestant()));
  }

  private Map<Integer, Percentiles> of(Contestant contestant)
      throws IOException, InterruptedException, ExecutionException {
    progress.accept("measuring " + contestant.name());
    return run.run(contestant, RATES, Files.createTempDirectory("tidemark-bench"));
  }
}
