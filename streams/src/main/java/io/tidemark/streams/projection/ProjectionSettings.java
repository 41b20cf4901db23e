package io.tidemark.streams.projection;

import java.time.Duration;
import java.util.Map;

/**
 * How one projection reads its topic.
 *
 * @param name the projection's name
 * @param topic the ECST topic
 * @param groupId the consumer group, which shares the partitions between nodes; offsets are kept
 *     with the rows, not in Kafka
 * @param bootstrapServers as Kafka clients take it
 * @param properties further properties of the consumer
 * @param minimumBackoff the wait before the first restart after a failure
 * @param maximumBackoff the longest wait between restarts
 */
public record ProjectionSettings(
    String name,
    String topic,
    String groupId,
    String bootstrapServers,
    Map<String, String> properties,
    Duration minimumBackoff,
    Duration maximumBackoff) {

  public ProjectionSettings {
    properties = Map.copyOf(properties);
  }

  /** The same in another consumer group. */
  public ProjectionSettings inGroup(String other) {
    return new ProjectionSettings(
        name, topic, other, bootstrapServers, properties, minimumBackoff, maximumBackoff);
  }

  /**
   * The usual waits, 1 to 30 seconds, and a group of the projection's own.
   *
   * @param groupPrefix what the names of this installation's groups begin with
   */
  public static ProjectionSettings of(
      String name,
      String topic,
      String groupPrefix,
      String bootstrapServers,
      Map<String, String> properties) {
    return new ProjectionSettings(
        name,
        topic,
        groupPrefix + "-projection-" + name,
        bootstrapServers,
        properties,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }
}
