package io.tidemark.app.wiring;

import io.tidemark.persistence.operations.PartitionOwnerTable;
import io.tidemark.streams.ingest.PartitionOwners;
import java.util.Map;
import java.util.Set;

/** Who owns the partitions of one type, in PostgreSQL. */
record JdbcPartitionOwners(PartitionOwnerTable table) implements PartitionOwners {
  @Override
  public Map<Integer, String> of(Set<Integer> partitions) {
    return table.of(partitions);
  }

  @Override
  public Set<Integer> replace(
      Set<Integer> partitions, Map<Integer, String> expected, String owner) {
    return table.replace(partitions, expected, owner);
  }

  @Override
  public void release(Set<Integer> partitions, String owner) {
    table.release(partitions, owner);
  }
}
