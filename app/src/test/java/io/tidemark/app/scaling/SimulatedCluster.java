package io.tidemark.app.scaling;

import java.util.ArrayList;
import java.util.List;

/**
 * Nodes that share eight partitions and each work off 1,000 records a second, under an autoscaler
 * that asks each 15 s how many there should be, adds two a minute at most and takes one away each
 * two minutes when fewer were wanted for ten. Each change has all partitions stand still for 5 s.
 */
final class SimulatedCluster {
  private static final int PARTITIONS = 8;
  private static final double PACE = 1_000;
  private static final int LEAST = 2;
  private static final int MOST = 8;
  private static final int MOVE_SECONDS = 5;
  private static final int POLL_SECONDS = 15;
  private static final int CALM_SECONDS = 600;
  private static final long SECOND = 1_000_000_000L;

  private final LoadShape shape;
  private final Policy policy;
  private final double[] end = new double[PARTITIONS];
  private final double[] committed = new double[PARTITIONS];
  private final double[][] history;
  private final boolean[] stoodStill = new boolean[PARTITIONS];
  private final int[] done = new int[PARTITIONS];
  private int nodes = LEAST;
  private int movingUntil;
  private int lastUp = -60;
  private int lastDown = -120;
  private int highWantedAt;
  private int changes;
  private int mostNodes = LEAST;
  private long nodeSeconds;
  private double worstWait;

  /** How many nodes there should be, asked each 5 s. */
  interface Policy {
    int wanted(Observation observation);
  }

  /** By what is not done with, whatever the reason: one node for so many records. */
  static Policy plainLag(int threshold) {
    return observation ->
        (int)
            Math.ceil(
                observation.partitions().stream().mapToLong(Observation.Partition::lag).sum()
                    / (double) threshold);
  }

  static Policy byCause() {
    ScalingAdvisor advisor = new ScalingAdvisor(PACE);
    return observation -> advisor.observe(observation).wanted();
  }

  /**
   * What came of it.
   *
   * @param nodeHours what it cost
   * @param mostNodes at one time
   * @param changes of the number of nodes
   * @param worstWait the longest that a record of a partition that moves waited, in seconds
   */
  record Outcome(double nodeHours, int mostNodes, int changes, double worstWait) {}

  private SimulatedCluster(LoadShape shape, Policy policy) {
    this.shape = shape;
    this.policy = policy;
    this.history = new double[PARTITIONS][shape.seconds()];
  }

  static Outcome run(LoadShape shape, Policy policy) {
    SimulatedCluster cluster = new SimulatedCluster(shape, policy);
    for (int second = 0; second < shape.seconds(); second++) {
      cluster.step(second);
    }
    return new Outcome(
        cluster.nodeSeconds / 3_600.0, cluster.mostNodes, cluster.changes, cluster.worstWait);
  }

  private void step(int second) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      end[partition] += shape.arriving(second, partition);
    }
    if (second >= movingUntil) {
      work(second);
    }
    nodeSeconds += nodes;
    if (second % 5 == 0) {
      scale(second, policy.wanted(observation(second)));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      history[partition][second] = end[partition];
      // After it stood still, a partition's backlog is no scaler's fault.
      stoodStill[partition] |= shape.standsStill(second, partition);
      if (!stoodStill[partition]) {
        worstWait = Math.max(worstWait, waited(second, partition));
      }
    }
  }

  /** For how long the oldest record of a partition has been there. */
  private int waited(int second, int partition) {
    while (done[partition] <= second
        && history[partition][done[partition]] <= committed[partition] + 0.5) {
      done[partition]++;
    }
    return second + 1 - done[partition];
  }

  private void work(int second) {
    double database = shape.databaseManages(second);
    for (int node = 0; node < nodes; node++) {
      // A node's time goes to its partitions in turn; what one does not need, the next may have.
      double left = Math.min(PACE, database / nodes);
      List<Integer> mine = new ArrayList<>();
      for (int partition = node; partition < PARTITIONS; partition += nodes) {
        if (!shape.standsStill(second, partition)) {
          mine.add(partition);
        }
      }
      mine.sort((a, b) -> Double.compare(end[a] - committed[a], end[b] - committed[b]));
      for (int i = 0; i < mine.size(); i++) {
        int partition = mine.get(i);
        double done = Math.min(end[partition] - committed[partition], left / (mine.size() - i));
        committed[partition] += done;
        left -= done;
      }
    }
  }

  private Observation observation(int second) {
    List<Observation.Partition> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(
          new Observation.Partition(
              "p" + partition, (long) committed[partition], (long) end[partition]));
    }
    return new Observation(second * SECOND, partitions, nodes, shape.isSlow(second));
  }

  private void scale(int second, int asked) {
    int wanted = Math.max(LEAST, Math.min(MOST, asked));
    if (wanted >= nodes) {
      highWantedAt = second;
    }
    if (second % POLL_SECONDS != 0) {
      return;
    }
    if (wanted > nodes && second - lastUp >= 60) {
      change(second, Math.min(wanted, nodes + 2));
      lastUp = second;
    } else if (wanted < nodes
        && second - highWantedAt >= CALM_SECONDS
        && second - lastDown >= 120) {
      change(second, nodes - 1);
      lastDown = second;
    }
  }

  private void change(int second, int number) {
    nodes = number;
    changes++;
    mostNodes = Math.max(mostNodes, nodes);
    movingUntil = second + MOVE_SECONDS;
  }
}
