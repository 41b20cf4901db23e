package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.domain.definition.AggregateDefinition;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sets the input of an aggregate type back to a time. An offset is only ever moved back, never
 * forward past what has not been taken in; so it may be done twice, or be broken off anywhere.
 */
public final class InputReplay implements AutoCloseable {

  private final Settings.Kafka settings;
  private final Admin admin;

  /** Connects to the Kafka cluster of the settings. */
  public InputReplay(Settings.Kafka settings) {
    this.settings = settings;
    this.admin = KafkaClients.admin(settings);
  }

  /**
   * Where one partition's reading stands.
   *
   * @param committed the next offset to be read as of now
   * @param target the next offset to be read afterwards; not greater
   */
  public record Reset(TopicPartition partition, long committed, long target) {
    /** How many offsets are read again. */
    public long again() {
      return committed - target;
    }
  }

  /** Whether nodes are reading the input of a type. */
  public boolean isRunning(AggregateDefinition definition) throws StartException {
    ConsumerGroupDescription group =
        KafkaAnswers.get(
                "describe the group " + group(definition),
                admin.describeConsumerGroups(List.of(group(definition))).all())
            .get(group(definition));
    return !group.members().isEmpty();
  }

  /**
   * What would have to be set back, by topic and partition.
   *
   * @param from records from then on are read again
   */
  public List<Reset> plan(AggregateDefinition definition, Instant from) throws StartException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(definition);
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicPartition partition : partitions(definition)) {
      // What was never committed is read from its beginning anyway.
      if (committed.get(partition) != null) {
        asked.put(partition, OffsetSpec.forTimestamp(from.toEpochMilli()));
      }
    }
    return KafkaAnswers.get("look for offsets by time", admin.listOffsets(asked).all())
        .entrySet()
        .stream()
        .map(found -> reset(found.getKey(), committed.get(found.getKey()), found.getValue()))
        .filter(reset -> reset.again() > 0)
        .sorted(
            Comparator.comparing((Reset reset) -> reset.partition().topic())
                .thenComparing(reset -> reset.partition().partition()))
        .toList();
  }

  private static Reset reset(
      TopicPartition partition, OffsetAndMetadata committed, ListOffsetsResultInfo found) {
    // No record is that young: -1.
    long target = found.offset() < 0 ? committed.offset() : found.offset();
    return new Reset(partition, committed.offset(), Math.min(target, committed.offset()));
  }

  /** Sets back what was planned; Kafka refuses it while nodes are reading. */
  public void apply(AggregateDefinition definition, List<Reset> resets) throws StartException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    resets.forEach(reset -> offsets.put(reset.partition(), new OffsetAndMetadata(reset.target())));
    KafkaAnswers.get(
        "set the offsets of " + group(definition),
        admin.alterConsumerGroupOffsets(group(definition), offsets).all());
  }

  /** How many offsets are left until each partition is where it was before it was set back. */
  public long remaining(AggregateDefinition definition, List<Reset> resets) throws StartException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed(definition);
    long remaining = 0;
    for (Reset reset : resets) {
      OffsetAndMetadata now = committed.get(reset.partition());
      long at = now == null ? reset.target() : now.offset();
      remaining += Math.max(0, reset.committed() - at);
    }
    return remaining;
  }

  @Override
  public void close() {
    admin.close();
  }

  private String group(AggregateDefinition definition) {
    return settings.groupId() + "-" + definition.type();
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(AggregateDefinition definition)
      throws StartException {
    return KafkaAnswers.get(
        "list the offsets of " + group(definition),
        admin.listConsumerGroupOffsets(group(definition)).partitionsToOffsetAndMetadata());
  }

  private Set<TopicPartition> partitions(AggregateDefinition definition) throws StartException {
    Map<String, TopicDescription> topics =
        new TreeMap<>(
            KafkaAnswers.get(
                "describe the topics " + definition.topics(),
                admin.describeTopics(definition.topics()).allTopicNames()));
    Set<TopicPartition> partitions = new HashSet<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
    return partitions;
  }
}
