package io.tidemark.streams.ingest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Owners of partitions, in memory. */
final class FakeOwners implements PartitionOwners {
  final Map<Integer, String> owners = new HashMap<>();

  @Override
  public Map<Integer, String> of(Set<Integer> partitions) {
    Map<Integer, String> found = new HashMap<>(owners);
    found.keySet().retainAll(partitions);
    return found;
  }

  @Override
  public Set<Integer> replace(
      Set<Integer> partitions, Map<Integer, String> expected, String owner) {
    Set<Integer> replaced = new HashSet<>();
    for (int partition : partitions) {
      if (Objects.equals(owners.get(partition), expected.get(partition))) {
        owners.put(partition, owner);
        replaced.add(partition);
      }
    }
    return replaced;
  }

  @Override
  public void release(Set<Integer> partitions, String owner) {
    owners
        .entrySet()
        .removeIf(entry -> partitions.contains(entry.getKey()) && entry.getValue().equals(owner));
  }
}
