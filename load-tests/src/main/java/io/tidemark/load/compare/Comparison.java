package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.bench.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Tidemark and its peer on the same load, by turns, so that what disturbs one disturbs both. */
public final class Comparison {
  private final StandardLoad load;
  private final int rounds;
  private final String heap;
  private final Consumer<String> progress;

  /**
   * @param rounds how often each of the two works
   * @param heap of each, as {@code -Xmx} takes it
   * @param progress is told of each result
   */
  public Comparison(StandardLoad load, int rounds, String heap, Consumer<String> progress) {
    this.load = load;
    this.rounds = rounds;
    this.heap = heap;
    this.progress = progress;
  }

  /**
   * What came of it; every final state of every run was found right.
   *
   * @param tidemark events per second of each round
   * @param peer likewise
   */
  public record Report(StandardLoad load, String heap, List<Double> tidemark, List<Double> peer) {

    /** How many times the peer's events per second Tidemark made, by the medians. */
    public double ratio() {
      return Median.of(tidemark) / Median.of(peer);
    }

    /** For people. */
    public String table() {
      StringBuilder table = new StringBuilder(Surroundings.lines(settings(load, heap)));
      table.append("%n%-14s %12s   %s%n".formatted("events/s", "median", "rounds"));
      table.append(line("tidemark", tidemark)).append(line("kafka-streams", peer));
      return table.append("ratio          %12.2f%n".formatted(ratio())).toString();
    }

    private static String line(String name, List<Double> rates) {
      StringBuilder line = new StringBuilder("%-14s %,12.0f  ".formatted(name, Median.of(rates)));
      rates.forEach(rate -> line.append(" %,8.0f".formatted(rate)));
      return line.append(System.lineSeparator()).toString();
    }

    /** For programs. */
    public ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("tidemark", Math.round(Median.of(tidemark)))
          .put("peer", Math.round(Median.of(peer)));
      json.put("ratio", Math.round(ratio() * 1_000) / 1_000.0).put("rounds", tidemark.size());
      json.put("events", load.events());
      settings(load, heap).forEach(json::put);
      tidemark.forEach(json.putArray("tidemarkRounds")::add);
      peer.forEach(json.putArray("peerRounds")::add);
      return json;
    }
  }

  /**
   * Runs all rounds.
   *
   * @throws IllegalStateException when one of the two fails, or comes to wrong states
   */
  public Report run() throws IOException, InterruptedException, ExecutionException {
    List<Double> tidemark = new ArrayList<>();
    List<Double> peer = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      tidemark.add(once(round, new TidemarkContestant()));
      peer.add(once(round, new StreamsContestant()));
    }
    return new Report(load, heap, tidemark, peer);
  }

  private double once(int round, Contestant contestant)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("tidemark-bench");
    ThroughputRun.Result result =
        new ThroughputRun(load, new ChildJvm.Options(heap, List.of())).run(contestant, folder);
    progress.accept(
        "round %d of %d: %s %,.0f events/s, %,d states"
            .formatted(
                round, rounds, contestant.name(), result.eventsPerSecond(), result.states()));
    return result.eventsPerSecond();
  }

  private static Map<String, String> settings(StandardLoad load, String heap) {
    Map<String, String> settings = Surroundings.describe();
    settings.put(
        "load",
        "%,d events of %,d aggregates after a warm-up of %,d, %d partitions, windows of %d shuffled, %d %% twice, %d bytes of data, %s, seed %d"
            .formatted(
                load.events(),
                load.aggregates(),
                load.warmUp(),
                load.partitions(),
                load.window(),
                load.duplicatesPercent(),
                load.size(),
                load.zipf() ? "zipf" : "uniform",
                load.seed()));
    settings.put(
        "settings",
        "heap "
            + heap
            + " and the parallel collector for both; peer: Kafka Streams, exactly-once v2, commit interval 100 ms, RocksDB with a cached, logged store, 2 threads");
    return settings;
  }
}
