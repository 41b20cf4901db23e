package io.tidemark.streams.projection;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.kafka.RestrictedConsumer;
import org.apache.pekko.kafka.javadsl.PartitionAssignmentHandler;

/**
 * Has a consumer begin where the rows of a projection stand, with every partition that comes to it.
 * Asked on the consumer's own thread: were it asked beside it, the answer might come when the
 * partition has moved on, or has come back meanwhile.
 */
final class StoredPositions implements PartitionAssignmentHandler {
  private final ProjectionRepository.Session session;

  StoredPositions(ProjectionRepository.Session session) {
    this.session = session;
  }

  /**
   * Blocking.
   *
   * @throws IllegalStateException when it cannot be told, which ends the consumer
   */
  @Override
  public void onAssign(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    Map<Integer, Long> stored = stored(partitions);
    for (TopicPartition partition : partitions) {
      Long next = stored.get(partition.partition());
      // What has no rows yet is read from its beginning, as its consumer does by itself.
      if (next != null) {
        consumer.seek(partition, next);
      }
    }
  }

  private Map<Integer, Long> stored(Set<TopicPartition> partitions) {
    try {
      return session.offsets(
          partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
    } catch (Exception failure) {
      throw new IllegalStateException(
          "where the rows stand cannot be read: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void onRevoke(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    // What was read of them and is still written is older than what the next one writes, or alike.
  }

  @Override
  public void onLost(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    // As above.
  }

  @Override
  public void onStop(Set<TopicPartition> partitions, RestrictedConsumer consumer) {
    // As above.
  }
}
