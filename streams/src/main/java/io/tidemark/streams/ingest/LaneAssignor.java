package io.tidemark.streams.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Shares out the partitions of an aggregate type's topics among its nodes: partitions of one number
 * go together, as one lane, and only as many lanes move as must for each node to have its share.
 * Those of Kafka's assignors that move few partitions do not keep numbers together, and the one
 * that keeps them together moves all.
 *
 * <p>Invariant: a partition is given to nobody as long as another node says that it has it. It
 * comes to its new node with the next round, which its old node asks for once it has given it back
 * (Kafka's cooperative protocol, KIP-429).
 *
 * <p>While nodes differ in their topics, as they do while a changed aggregates file is rolled out,
 * a partition waits until the node of its lane consumes its topic, rather than go elsewhere.
 */
public final class LaneAssignor implements ConsumerPartitionAssignor {
  /** Kafka makes it by its class. */
  public LaneAssignor() {}

  @Override
  public String name() {
    return "tidemark-lanes";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = new TreeMap<>(group.groupSubscription());
    Map<TopicPartition, String> owners = owners(members);
    Set<TopicPartition> claimed = new HashSet<>();
    members.values().forEach(member -> claimed.addAll(member.ownedPartitions()));
    Set<TopicPartition> partitions = partitions(cluster, members.values());
    Map<Integer, String> lanes = lanes(partitions, members, owners);

    Map<String, List<TopicPartition>> given = new HashMap<>();
    members.keySet().forEach(member -> given.put(member, new ArrayList<>()));
    for (TopicPartition partition : partitions) {
      String member = lanes.get(partition.partition());
      boolean isFree = !claimed.contains(partition) || member.equals(owners.get(partition));
      if (isFree && members.get(member).topics().contains(partition.topic())) {
        given.get(member).add(partition);
      }
    }
    Map<String, ConsumerPartitionAssignor.Assignment> assignments = new HashMap<>();
    given.forEach(
        (member, share) ->
            assignments.put(member, new ConsumerPartitionAssignor.Assignment(share)));
    return new GroupAssignment(assignments);
  }

  /** All that anybody consumes, topic by topic. */
  private static Set<TopicPartition> partitions(Cluster cluster, Collection<Subscription> members) {
    Set<TopicPartition> partitions =
        new TreeSet<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    for (Subscription member : members) {
      for (String topic : member.topics()) {
        cluster
            .partitionsForTopic(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
    }
    return partitions;
  }

  /**
   * Who has which partition. A member that missed rounds may still name what another has got since:
   * the latest generation is right, and of two of the same neither.
   */
  private static Map<TopicPartition, String> owners(Map<String, Subscription> members) {
    Map<TopicPartition, Integer> generations = new HashMap<>();
    Map<TopicPartition, String> owners = new HashMap<>();
    members.forEach(
        (member, subscription) -> {
          int generation = subscription.generationId().orElse(-1);
          for (TopicPartition partition : subscription.ownedPartitions()) {
            Integer before = generations.get(partition);
            if (before == null || before < generation) {
              generations.put(partition, generation);
              owners.put(partition, member);
            } else if (before == generation) {
              owners.remove(partition);
            }
          }
        });
    return owners;
  }

  /** Who is to have which lane: who has it keeps it, as long as it is not more than a share. */
  private static Map<Integer, String> lanes(
      Set<TopicPartition> partitions,
      Map<String, Subscription> members,
      Map<TopicPartition, String> owners) {
    Map<String, Set<Integer>> shares = new TreeMap<>();
    Set<Integer> free = new TreeSet<>();
    for (TopicPartition partition : partitions) {
      free.add(partition.partition());
      members.forEach(
          (member, subscription) -> {
            if (subscription.topics().contains(partition.topic())) {
              shares.putIfAbsent(member, new TreeSet<>());
            }
          });
    }
    int all = free.size();
    for (TopicPartition partition : partitions) {
      Set<Integer> share = shares.get(owners.getOrDefault(partition, ""));
      // Of a lane that two have, as a group that used another assignor may, one gets all.
      if (share != null && free.remove(partition.partition())) {
        share.add(partition.partition());
      }
    }
    return balance(shares, all, free);
  }

  private static Map<Integer, String> balance(
      Map<String, Set<Integer>> shares, int all, Set<Integer> free) {
    List<Entry<String, Set<Integer>>> byLanes = new ArrayList<>(shares.entrySet());
    // Whoever has most may have one more than the others, where they do not all get the same.
    byLanes.sort(
        Collections.reverseOrder(Comparator.comparingInt(entry -> entry.getValue().size())));
    Map<Integer, String> lanes = new HashMap<>();
    Map<String, Integer> missing = new LinkedHashMap<>();
    for (int rank = 0; rank < byLanes.size(); rank++) {
      String member = byLanes.get(rank).getKey();
      int left = all / byLanes.size() + (rank < all % byLanes.size() ? 1 : 0);
      for (int number : byLanes.get(rank).getValue()) {
        if (left > 0) {
          lanes.put(number, member);
          left--;
        } else {
          free.add(number);
        }
      }
      missing.put(member, left);
    }
    Iterator<Integer> next = free.iterator();
    missing.forEach(
        (member, count) -> {
          for (int one = 0; one < count; one++) {
            lanes.put(next.next(), member);
          }
        });
    return lanes;
  }
}
