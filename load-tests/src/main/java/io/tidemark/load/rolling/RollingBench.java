package io.tidemark.load.rolling;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.faults.FailoverLoad;
import io.tidemark.load.faults.StandStills;
import io.tidemark.load.services.EmbeddedServices;
import io.tidemark.load.services.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Three nodes that find each other through the Kubernetes API. Under load one is killed and
 * replaced, all are rolled, and the cluster shrinks to one node and grows again. Half of the events
 * are in order, of carts of which it is measured how long each stands still; the other half are out
 * of order, and the reference model says what must become of them.
 */
public final class RollingBench {
  /** How many there are when all is well. */
  public static final int NODES = 3;

  private static final long SEED = 23;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Whoever waits longer than that stands still. */
  private static final double STANDS_STILL_SECONDS = 2;

  private final Options options;
  private final Consumer<String> progress;
  private final StandStills standStills;
  private final ArrayNode steps = JsonNodeFactory.instance.arrayNode();

  /**
   * What to run.
   *
   * @param perSecond events
   * @param aggregates carts that are measured
   * @param shopEvents how many events are out of order
   * @param calm for how long nothing may wait before the next step begins
   * @param rolled how many nodes are rolled
   */
  public record Options(int perSecond, int aggregates, int shopEvents, Duration calm, int rolled) {}

  private interface Act {
    void run() throws IOException, InterruptedException;
  }

  /**
   * @param progress is told of each step
   */
  public RollingBench(Options options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    this.standStills = new StandStills(options.aggregates());
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when nodes do not start, end or become one cluster, or the load
   *     is too much for them
   */
  public ObjectNode run() throws IOException, InterruptedException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("tidemark-rolling-");
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Pods pods = new Pods(services, folder)) {
      try {
        return run(services, pods);
      } catch (IllegalStateException failure) {
        progress.accept(pods.lastLines());
        throw failure;
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private ObjectNode run(EmbeddedServices services, Pods pods)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    pods.start(NODES);
    double formed = (System.nanoTime() - began) / 1e9;
    progress.accept(String.format("%d nodes formed a cluster after %.1f s", NODES, formed));
    String broker = services.bootstrapServers();
    int half = Math.max(1, options.perSecond() / 2);
    try (ShopLoad shops = new ShopLoad(broker, SEED, options.shopEvents(), half);
        FailoverLoad carts = new FailoverLoad(broker, standStills, options.aggregates(), half)) {
      carts.awaitSteady(options.calm());
      step("kill", carts, () -> pods.killOldest(), () -> pods.start(1));
      for (int turn = 1; turn <= options.rolled(); turn++) {
        step("roll " + turn, carts, () -> pods.start(1), () -> pods.endOldest(1));
      }
      step("3 to 1", carts, () -> pods.endOldest(NODES - 1));
      step("1 to 3", carts, () -> pods.start(NODES - 1));
      step("3 to 1 again", carts, () -> pods.endOldest(NODES - 1));
      FailoverLoad.Outcome outcome = carts.finish(PATIENCE);
      List<String> differences = shops.finish(PATIENCE);
      return report(formed, outcome, shops.sent(), differences, pods.refused());
    }
  }

  private void step(String name, FailoverLoad carts, Act... acts)
      throws IOException, InterruptedException {
    standStills.restart();
    long again = standStills.again();
    long began = System.nanoTime();
    for (Act act : acts) {
      act.run();
    }
    double done = (System.nanoTime() - began) / 1e9;
    carts.awaitSteady(options.calm());
    double[] seconds = standStills.seconds(any -> true);
    ObjectNode step = steps.addObject();
    step.put("step", name).put("seconds", Math.round(done * 10) / 10.0);
    step.put("p50Seconds", StandStills.quantile(seconds, 0.5));
    step.put("p99Seconds", StandStills.quantile(seconds, 0.99));
    step.put("longestSeconds", StandStills.quantile(seconds, 1));
    step.put(
        "stoodStill", Arrays.stream(seconds).filter(one -> one > STANDS_STILL_SECONDS).count());
    step.put("announcedAgain", standStills.again() - again);
    progress.accept(step.toString());
  }

  private ObjectNode report(
      double formed,
      FailoverLoad.Outcome outcome,
      long shopRecords,
      List<String> differences,
      int refused) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("perSecond", options.perSecond()).put("aggregates", options.aggregates());
    report.put("events", outcome.sent() + shopRecords);
    report.put("formedSeconds", Math.round(formed * 10) / 10.0);
    report.put("lost", outcome.lost()).put("appliedTwice", outcome.appliedTwice());
    report.put("outOfOrder", standStills.backwards());
    report.put("announcedAgain", standStills.again());
    report.put("longestSeconds", longest("")).put("longestRollingSeconds", longest("roll"));
    report.put("refusedByApi", refused);
    ArrayNode wrong = report.putArray("differences");
    differences.forEach(wrong::add);
    report.set("steps", steps);
    return report;
  }

  private double longest(String steps) {
    double longest = 0;
    for (var step : this.steps) {
      if (step.path("step").asText().startsWith(steps)) {
        longest = Math.max(longest, step.path("longestSeconds").doubleValue());
      }
    }
    return longest;
  }
}
