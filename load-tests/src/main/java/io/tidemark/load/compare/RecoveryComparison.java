package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.bench.Surroundings;
import io.tidemark.load.compare.RecoveryRun.Times;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** How long Tidemark and its peer take to come back after a kill, by turns. */
public final class RecoveryComparison {
  private final RecoveryRun run;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * @param accounts how many there are; half of them have something to do after the kill
   * @param rounds how often each is killed
   * @param heap of each, as {@code -Xmx} takes it
   * @param progress is told of each result
   */
  public RecoveryComparison(int accounts, int rounds, String heap, Consumer<String> progress) {
    this.run = new RecoveryRun(accounts, heap);
    this.rounds = rounds;
    this.progress = progress;
  }

  /** What came of each round. */
  public record Report(List<Times> tidemark, List<Times> peer) {

    /** For people. */
    public String table() {
      return Surroundings.lines(Surroundings.describe())
          + "%n%-14s %20s %20s%n".formatted("medians, s", "first state", "all caught up")
          + line("tidemark", tidemark)
          + line("kafka-streams", peer)
          + "%-14s %41.2f%n".formatted("ratio", ratio());
    }

    private static String line(String name, List<Times> times) {
      return "%-14s %20.1f %20.1f%n".formatted(name, first(times), caughtUp(times));
    }

    /** For programs: the medians, in milliseconds, and each round. */
    public ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      put(json.putObject("tidemark"), first(tidemark), caughtUp(tidemark));
      put(json.putObject("peer"), first(peer), caughtUp(peer));
      json.put("ratio", Math.round(ratio() * 1_000) / 1_000.0).put("rounds", tidemark.size());
      Surroundings.describe().forEach(json::put);
      putRounds(json.putArray("tidemarkRounds"), tidemark);
      putRounds(json.putArray("peerRounds"), peer);
      return json;
    }

    private static void putRounds(ArrayNode json, List<Times> times) {
      times.forEach(one -> put(json.addObject(), one.first(), one.caughtUp()));
    }

    private static void put(ObjectNode json, double first, double caughtUp) {
      json.put("firstMs", Math.round(first * 1_000))
          .put("caughtUpMs", Math.round(caughtUp * 1_000));
    }

    private static double first(List<Times> times) {
      return Median.of(times.stream().map(Times::first).toList());
    }

    private static double caughtUp(List<Times> times) {
      return Median.of(times.stream().map(Times::caughtUp).toList());
    }

    /** How long until all is caught up, as a multiple of the peer's time. */
    private double ratio() {
      return caughtUp(tidemark) / caughtUp(peer);
    }
  }

  /** Measures both. */
  public Report run() throws IOException, InterruptedException, ExecutionException {
    List<Times> tidemark = new ArrayList<>();
    List<Times> peer = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      tidemark.add(once(round, new TidemarkContestant()));
      peer.add(once(round, new StreamsContestant()));
    }
    return new Report(tidemark, peer);
  }

  private Times once(int round, Contestant contestant)
      throws IOException, InterruptedException, ExecutionException {
    Times times = run.run(contestant);
    progress.accept(
        "round %d of %d: %s first state after %.1f s, all caught up after %.1f s"
            .formatted(round, rounds, contestant.name(), times.first(), times.caughtUp()));
    return times;
  }
}
