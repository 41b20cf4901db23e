package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.app.StartException;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.streams.ingest.InternalTopics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it that every topic exists and that all topics which feed one aggregate type are
 * partitioned alike.
 */
public final class Topics {
  private static final long PAUSE_MILLISECONDS = 100;
  private static final Map<String, String> COMPACTED =
      Map.of("cleanup.policy", "compact", "max.message.bytes", "16777216");

  private final Settings.Kafka settings;
  private final Admin admin;

  public Topics(Settings.Kafka settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Creates what is missing, if the settings allow it.
   *
   * @return by aggregate type, how many partitions each of its topics has
   * @throws StartException when topics are missing and may not be created, or differ in partitions
   */
  public Map<String, Integer> prepare(List<AggregateDefinition> definitions) throws StartException {
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, Integer> existing = existing();
    List<NewTopic> missing = new ArrayList<>();
    for (AggregateDefinition definition : definitions) {
      int number = partitions(definition, existing);
      partitions.put(definition.type(), number);
      Set<String> inputs = InternalTopics.inputsOf(definition);
      inputs.removeAll(existing.keySet());
      inputs.forEach(topic -> missing.add(topic(topic, number)));
      if (!existing.containsKey(definition.emit().topic())) {
        missing.add(topic(definition.emit().topic(), number).configs(COMPACTED));
      }
    }
    if (!existing.containsKey(InternalTopics.DEAD_LETTERS)) {
      missing.add(topic(InternalTopics.DEAD_LETTERS, 1));
    }
    create(missing);
    return partitions;
  }

  /** The number of partitions that the type's topics agree on. */
  private int partitions(AggregateDefinition definition, Map<String, Integer> existing)
      throws StartException {
    Map<String, Integer> found = new java.util.TreeMap<>();
    for (String topic : InternalTopics.inputsOf(definition)) {
      if (existing.containsKey(topic)) {
        found.put(topic, existing.get(topic));
      }
    }
    if (new HashSet<>(found.values()).size() > 1) {
      throw new StartException(
          "the topics of "
              + definition.type()
              + " must have the same number of partitions, but have "
              + found
              + "; add partitions to the smaller ones (kafka-topics --alter --partitions)");
    }
    return found.isEmpty() ? settings.partitions() : found.values().iterator().next();
  }

  private NewTopic topic(String name, int partitions) {
    return new NewTopic(name, partitions, settings.replicationFactor());
  }

  private Map<String, Integer> existing() throws StartException {
    Set<String> names = KafkaAnswers.get("list topics", admin.listTopics().names());
    Map<String, Integer> partitions = new HashMap<>();
    KafkaAnswers.get("describe topics", admin.describeTopics(names).allTopicNames())
        .forEach((name, description) -> partitions.put(name, description.partitions().size()));
    return partitions;
  }

  private void create(List<NewTopic> missing) throws StartException {
    if (missing.isEmpty()) {
      return;
    }
    if (!settings.createTopics()) {
      throw new StartException(
          "missing topics: "
              + missing.stream().map(NewTopic::name).toList()
              + "; create them, or set tidemark.kafka.create-topics = true");
    }
    for (var created : admin.createTopics(missing).values().entrySet()) {
      try {
        KafkaAnswers.get("create topic " + created.getKey(), created.getValue());
      } catch (StartException e) {
        // Another node was quicker.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    awaitLeaders(missing);
  }

  /**
   * A broker knows of a new topic before it takes records for it. A producer with several requests
   * in flight that meets it in between can block a partition until its records expire
   * (KAFKA-15591); so nobody is told that the topics are there before every leader has answered.
   */
  private void awaitLeaders(List<NewTopic> created) throws StartException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : created) {
      for (int number = 0; number < topic.numPartitions(); number++) {
        partitions.put(new TopicPartition(topic.name(), number), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + KafkaAnswers.TIMEOUT.toNanos();
    while (!haveLeaders(partitions, deadline)) {
      sleep();
    }
  }

  private boolean haveLeaders(Map<TopicPartition, OffsetSpec> partitions, long deadline)
      throws StartException {
    try {
      KafkaAnswers.get("open the new topics", admin.listOffsets(partitions).all());
      return true;
    } catch (StartException e) {
      // A broker that has not heard of them yet says that there are none, and is not asked again.
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          && System.nanoTime() < deadline) {
        return false;
      }
      throw e;
    }
  }

  private static void sleep() throws StartException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while Kafka was to open the new topics", e);
    }
  }
}
