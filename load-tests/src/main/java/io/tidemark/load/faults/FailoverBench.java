package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.cluster.GroupView;
import io.tidemark.load.faults.Installation.Site;
import io.tidemark.load.services.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** Kills one node after the other under load, and measures how long aggregates stand still. */
public final class FailoverBench {
  private static final String TYPE = "cart";
  private static final long SECOND = 1_000_000_000L;

  /** The longest that anything is waited for. */
  private static final long PATIENCE = 180 * SECOND;

  /** Whoever waits longer than that is not in the steady state. */
  private static final long STEADY = 2 * SECOND;

  private static final Duration STEADY_FOR = Duration.ofSeconds(8);

  private final int nodes;
  private final int aggregates;
  private final int perSecond;
  private final int kills;
  private final Consumer<String> progress;
  private final ArrayNode each = JsonNodeFactory.instance.arrayNode();
  private double[] affected = {};
  private double[] others = {};

  /**
   * @param perSecond events
   * @param kills how many nodes are killed, one after the other
   * @param progress is told of each
   */
  public FailoverBench(
      int nodes, int aggregates, int perSecond, int kills, Consumer<String> progress) {
    this.nodes = nodes;
    this.aggregates = aggregates;
    this.perSecond = perSecond;
    this.kills = kills;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when the nodes do not get into a steady state
   */
  public ObjectNode run() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("tidemark-failover-");
    StandStills standStills = new StandStills(aggregates);
    try (Installation installation = Installation.start(folder, nodes, Optional.empty(), progress);
        GroupView groups = new GroupView(installation.bootstrapServers(), Installation.GROUP);
        FailoverLoad load =
            new FailoverLoad(installation.bootstrapServers(), standStills, aggregates, perSecond)) {
      load.awaitSteady(STEADY_FOR);
      for (int kill = 1; kill <= kills; kill++) {
        Site victim = installation.sites().get(kill % nodes);
        awaitShare(groups, victim);
        load.awaitSteady(STEADY_FOR);
        kill(kill, victim, installation, groups, standStills, load);
        victim.node().start();
        victim.node().awaitReady();
      }
    } finally {
      Folders.delete(folder);
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kills", kills).put("nodes", nodes).put("perSecond", perSecond);
    json.put("aggregates", aggregates).put("measured", affected.length);
    json.put("p50Seconds", StandStills.quantile(affected, 0.5))
        .put("p99Seconds", StandStills.quantile(affected, 0.99));
    json.put("longestSeconds", StandStills.quantile(affected, 1));
    json.put("othersP99Seconds", StandStills.quantile(others, 0.99));
    json.put("othersLongestSeconds", StandStills.quantile(others, 1));
    json.set("each", each);
    return json;
  }

  private static void awaitShare(GroupView groups, Site victim)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    while (groups.partitionsOf(TYPE, address(victim)).isEmpty()) {
      require(System.nanoTime() < deadline, victim.node().name() + " gets no partitions");
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static String address(Site site) {
    return "127.0.0.1:" + site.fromNodes().port();
  }

  private void kill(
      int number,
      Site victim,
      Installation installation,
      GroupView groups,
      StandStills standStills,
      FailoverLoad load)
      throws IOException, ExecutionException, InterruptedException {
    Set<Integer> partitions = groups.partitionsOf(TYPE, address(victim));
    standStills.restart();
    LocalTime at = LocalTime.now();
    long began = System.nanoTime();
    victim.node().kill();
    Map<Integer, Double> firstProgress = new HashMap<>();
    double assigned = 0;
    while (firstProgress.size() < partitions.size()
        || standStills.waitingSince(System.nanoTime() - STEADY) > 0) {
      load.requireSound();
      long now = System.nanoTime();
      require(now - began < PATIENCE, "partitions " + partitions + " still stand still");
      if (assigned == 0 && isTakenOver(groups, installation, victim, partitions)) {
        assigned = (System.nanoTime() - began) / 1e9;
      }
      for (int partition : partitions) {
        // What it had announced last may still be on its way to the reader.
        if (load.progressAt(partition) - began > SECOND) {
          firstProgress.putIfAbsent(partition, (load.progressAt(partition) - began) / 1e9);
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    double[] own = standStills.seconds(one -> partitions.contains(load.partition(one)));
    double[] rest = standStills.seconds(one -> !partitions.contains(load.partition(one)));
    affected = merged(affected, own);
    others = merged(others, rest);
    ObjectNode one = each.addObject();
    one.put("node", victim.node().name()).put("partitions", partitions.size());
    one.put("unreachableSeconds", said(installation, victim, at, "Marking node", "UNREACHABLE"));
    one.put("downSeconds", said(installation, victim, at, "SBR took decision"));
    one.put("assignedSeconds", rounded(assigned));
    one.put("firstSeconds", rounded(extreme(firstProgress, true)));
    one.put("allPartitionsSeconds", rounded(extreme(firstProgress, false)));
    one.put("p50Seconds", StandStills.quantile(own, 0.5))
        .put("p99Seconds", StandStills.quantile(own, 0.99));
    one.put("longestSeconds", StandStills.quantile(own, 1))
        .put("othersLongestSeconds", StandStills.quantile(rest, 1));
    progress.accept("kill " + number + " of " + kills + ": " + one);
  }

  private static boolean isTakenOver(
      GroupView groups, Installation installation, Site victim, Set<Integer> partitions)
      throws ExecutionException, InterruptedException {
    Set<Integer> left = new java.util.HashSet<>(partitions);
    for (Site site : installation.sites()) {
      if (site != victim) {
        left.removeAll(groups.partitionsOf(TYPE, address(site)));
      }
    }
    return left.isEmpty();
  }

  /** When the first of the others said so; -1 when none did. */
  private static double said(
      Installation installation, Site victim, LocalTime from, String... words) throws IOException {
    double first = Double.MAX_VALUE;
    for (Site site : installation.sites()) {
      if (site != victim) {
        OptionalDouble said = NodeLog.secondsUntil(site.node().log(), from, words);
        first = Math.min(first, said.orElse(Double.MAX_VALUE));
      }
    }
    return first == Double.MAX_VALUE ? -1 : rounded(first);
  }

  private static double extreme(Map<Integer, Double> seconds, boolean lowest) {
    DoubleStream all = seconds.values().stream().mapToDouble(Double::doubleValue);
    return (lowest ? all.min() : all.max()).orElse(0);
  }

  private static double[] merged(double[] one, double[] other) {
    return DoubleStream.concat(Arrays.stream(one), Arrays.stream(other)).sorted().toArray();
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 10) / 10.0;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
