package io.tidemark.app.scaling;

import java.util.List;

/**
 * Where the whole cluster stands at one moment.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param partitions every input partition of every type
 * @param nodes how many nodes share the work
 * @param databaseIsSlow whether the database, rather than the nodes, sets the pace
 */
public record Observation(
    long nanos, List<Partition> partitions, int nodes, boolean databaseIsSlow) {
  public Observation {
    partitions = List.copyOf(partitions);
  }

  /**
   * A partition.
   *
   * @param name tells it from the others
   * @param committed the offset up to which everything is done
   * @param end the offset after its last record
   */
  public record Partition(String name, long committed, long end) {
    long lag() {
      return Math.max(0, end - committed);
    }
  }
}
