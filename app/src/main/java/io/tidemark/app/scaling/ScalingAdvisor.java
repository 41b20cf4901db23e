package io.tidemark.app.scaling;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells how many nodes would be of use, from what it has observed. A partition is worked on by one
 * node at a time, so it can use one node and no more; one that does not move can use none; and
 * where the database sets the pace, more nodes only press it harder.
 *
 * <p>Pure arithmetic on what it is shown; not to be used by two threads at once.
 */
public final class ScalingAdvisor {
  /** In which time lag is to be worked off. */
  private static final Duration CATCH_UP = Duration.ofSeconds(60);

  /** How long a partition with records may stand still before more nodes are no help to it. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  /** Over which time rates are averaged. */
  private static final double AVERAGED_SECONDS = 30;

  /** The share of a node's pace that is planned with; the rest is for what varies. */
  private static final double PLANNED = 0.7;

  /** After the number of nodes has changed their pace says nothing for so long. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  /** Until some looks have been had, nothing is known but what is. */
  private static final int LEAST_LOOKS = 4;

  private final Map<String, Seen> seen = new HashMap<>();
  private double pace;
  private Observation last;
  private long changed;
  private int looks;

  private static final class Seen {
    private long committed;
    private long end;
    private long movedAt;
    private double arriving;
    private double leaving;
  }

  /**
   * @param assumedPace records that one node works off in a second, until it is known better
   */
  public ScalingAdvisor(double assumedPace) {
    this.pace = assumedPace;
  }

  /** Takes a look at the cluster; to be called each few seconds. */
  public Advice observe(Observation now) {
    if (last == null || last.nodes() != now.nodes()) {
      changed = now.nanos();
    }
    double seconds = last == null ? 0 : (now.nanos() - last.nanos()) / 1e9;
    now.partitions().forEach(partition -> look(partition, now.nanos(), seconds));
    forgetOthers(now.partitions());
    learnPace(now);
    last = now;
    looks++;
    return advise(now);
  }

  private void look(Observation.Partition partition, long nanos, double seconds) {
    Seen before = seen.get(partition.name());
    if (before == null) {
      before = new Seen();
      before.movedAt = nanos;
      seen.put(partition.name(), before);
    } else if (seconds > 0) {
      double weight = 1 - Math.exp(-seconds / AVERAGED_SECONDS);
      double arrived = Math.max(0, partition.end() - before.end) / seconds;
      double left = Math.max(0, partition.committed() - before.committed) / seconds;
      before.arriving += weight * (arrived - before.arriving);
      before.leaving += weight * (left - before.leaving);
      if (partition.committed() != before.committed || partition.lag() == 0) {
        before.movedAt = nanos;
      }
    }
    before.committed = partition.committed();
    before.end = partition.end();
  }

  private void forgetOthers(List<Observation.Partition> partitions) {
    Set<String> names = new HashSet<>();
    partitions.forEach(partition -> names.add(partition.name()));
    seen.keySet().retainAll(names);
  }

  /** Nodes that all have enough to do show what they can do. */
  private void learnPace(Observation now) {
    boolean settled = now.nanos() - changed >= SETTLING.toNanos();
    long busy =
        now.partitions().stream()
            .filter(partition -> !isStuck(partition, now.nanos()))
            .filter(partition -> partition.lag() > 2 * seen.get(partition.name()).leaving)
            .count();
    if (!settled || now.databaseIsSlow() || busy < Math.max(now.nodes(), (seen.size() + 1) / 2)) {
      return;
    }
    double leaving = seen.values().stream().mapToDouble(partition -> partition.leaving).sum();
    double each = leaving / Math.max(1, now.nodes());
    if (each > 0) {
      pace += 0.2 * (each - pace);
    }
  }

  private boolean isStuck(Observation.Partition partition, long now) {
    return partition.lag() > 0 && now - seen.get(partition.name()).movedAt >= STUCK.toNanos();
  }

  private Advice advise(Observation now) {
    long lag = 0;
    long stuck = 0;
    int useful = 0;
    double demand = 0;
    for (Observation.Partition partition : now.partitions()) {
      lag += partition.lag();
      if (isStuck(partition, now.nanos())) {
        stuck += partition.lag();
        continue;
      }
      double needed =
          seen.get(partition.name()).arriving + (double) partition.lag() / CATCH_UP.toSeconds();
      if (needed > 0) {
        useful++;
        demand += Math.min(1, needed / (PLANNED * pace));
      }
    }
    int most = Math.max(1, useful);
    int wanted = Math.max(1, Math.min(most, (int) Math.ceil(demand - 1e-9)));
    if (looks < LEAST_LOOKS) {
      wanted = Math.max(1, now.nodes());
    } else if (now.databaseIsSlow()) {
      wanted = Math.min(wanted, Math.max(1, now.nodes()));
    }
    long left = lag - stuck;
    return new Advice(
        now.nodes(),
        wanted,
        most,
        lag,
        now.databaseIsSlow() ? 0 : left,
        stuck,
        now.databaseIsSlow() ? left : 0);
  }
}
