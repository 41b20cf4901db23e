package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
      return "%n%-14s %20s %20s%n".formatted("medians, s", "first state", "all caught up")
          + line("tidemark", tidemark)
          + line("kafka-streams", peer);
    }

    private static String line(String name, List<Times> times) {
      return "%-14s %20.1f %20.1f%n"
          .formatted(
              name,
              Median.of(times.stream().map(Times::first).toList()),
              Median.of(times.stream().map(Times::caughtUp).toList()));
    }

    /** For programs. */
    public ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      put(json.putArray("tidemark"), tidemark);
      put(json.putArray("peer"), peer);
      return json.put("jdk", Runtime.version().toString());
    }

    private static void put(ArrayNode json, List<Times> times) {
      times.forEach(
          one -> json.addObject().put("first", one.first()).put("caughtUp", one.caughtUp()));
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
