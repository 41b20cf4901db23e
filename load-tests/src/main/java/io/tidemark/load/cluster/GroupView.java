package io.tidemark.load.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;

/** Kafka's own view of who consumes what, and how far. */
public final class GroupView implements AutoCloseable {
  private final Admin admin;
  private final String prefix;

  /**
   * @param prefix of the nodes' consumer groups
   */
  public GroupView(String bootstrapServers, String prefix) {
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    this.prefix = prefix;
  }

  /** The numbers of the partitions of a type that a node consumes; none for a dead node. */
  public Set<Integer> partitionsOf(String type, String address)
      throws ExecutionException, InterruptedException {
    String group = prefix + "-" + type;
    Set<Integer> numbers = new TreeSet<>();
    for (MemberDescription member :
        admin.describeConsumerGroups(Set.of(group)).all().get().get(group).members()) {
      if (member.clientId().startsWith(type + "-" + address + "-")) {
        member
            .assignment()
            .topicPartitions()
            .forEach(partition -> numbers.add(partition.partition()));
      }
    }
    return numbers;
  }

  /** The committed offsets of a type's partitions, summed over the topics, by number. */
  public Map<Integer, Long> committed(String type) throws ExecutionException, InterruptedException {
    Map<Integer, Long> sums = new HashMap<>();
    admin
        .listConsumerGroupOffsets(prefix + "-" + type)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                sums.merge(partition.partition(), offset.offset(), Long::sum);
              }
            });
    return sums;
  }

  @Override
  public void close() {
    admin.close();
  }
}
