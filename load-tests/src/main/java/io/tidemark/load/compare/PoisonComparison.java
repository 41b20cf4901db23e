package io.tidemark.load.compare;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * What poisoned aggregates cost the others: the same load by turns without and with one aggregate
 * in a hundred poisoned, and of both the events per second of the other ninety-nine.
 */
public final class PoisonComparison {
  private static final List<PoisonedAggregates> TURNS =
      List.of(PoisonedAggregates.SOUND, PoisonedAggregates.BY_FIRST, PoisonedAggregates.WHOLLY);

  private final StandardLoad load;
  private final int rounds;
  private final String heap;
  private final Consumer<String> progress;
  private final Map<PoisonedAggregates, List<Double>> rates =
      new EnumMap<>(PoisonedAggregates.class);

  /**
   * @param rounds how often each is measured
   * @param heap of the node, as {@code -Xmx} takes it
   * @param progress is told of each result
   */
  public PoisonComparison(StandardLoad load, int rounds, String heap, Consumer<String> progress) {
    this.load = load;
    this.rounds = rounds;
    this.heap = heap;
    this.progress = progress;
  }

  /**
   * Runs all rounds; each begins with another one of the three, so that none has the warm machine.
   *
   * @return one object, of events per second and ratios to the sound run
   */
  public ObjectNode run() throws IOException, InterruptedException, ExecutionException {
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < TURNS.size(); turn++) {
        measure(round + 1, TURNS.get((turn + round) % TURNS.size()));
      }
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    double sound = Median.of(rates.get(PoisonedAggregates.SOUND));
    rates.forEach(
        (kind, all) -> {
          ObjectNode one = json.putObject(kind.name().toLowerCase(java.util.Locale.ROOT));
          one.put("eventsPerSecond", Math.round(Median.of(all)));
          one.put("ratio", Math.round(Median.of(all) / sound * 1_000) / 1_000.0);
          all.forEach(one.putArray("rounds")::add);
        });
    return json.put("events", load.events()).put("aggregates", load.aggregates());
  }

  private void measure(int round, PoisonedAggregates poisoned)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("tidemark-bench");
    double rate =
        new ThroughputRun(load, new ChildJvm.Options(heap, List.of()), poisoned)
            .run(new TidemarkContestant(), folder)
            .eventsPerSecond();
    rates.computeIfAbsent(poisoned, any -> new ArrayList<>()).add((double) Math.round(rate));
    progress.accept(
        "round %d of %d: %s %,.0f events/s of the others"
            .formatted(round, rounds, poisoned.name().toLowerCase(java.util.Locale.ROOT), rate));
  }
}
