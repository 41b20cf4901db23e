package io.tidemark.streams.ingest;

import java.util.Map;
import java.util.Set;

/**
 * Which node may announce the aggregates of a partition, by the partition's number. Blocking;
 * throws when the database does not answer.
 */
public interface PartitionOwners {
  /** The owners of those that have one. */
  Map<Integer, String> of(Set<Integer> partitions);

  /**
   * Makes this node the owner of those whose owner is still the expected one.
   *
   * @param expected the owners found before, without those that had none
   * @return the partitions that are ours now
   */
  Set<Integer> replace(Set<Integer> partitions, Map<Integer, String> expected, String owner);

  /** Leaves without an owner those that are this node's. */
  void release(Set<Integer> partitions, String owner);
}
