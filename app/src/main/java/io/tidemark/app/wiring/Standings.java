package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.app.metrics.LagMetrics.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker how far partitions are, and how far they reach. Blocking. */
public final class Standings implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Settings.Kafka settings;
  private Admin admin;
  private volatile boolean answered = true;

  public Standings(Settings.Kafka settings) {
    this.settings = settings;
  }

  /**
   * Where partitions of a type's input stand. One of which nothing was committed yet stands at its
   * beginning.
   *
   * @throws IllegalStateException when the broker does not answer
   */
  public Map<TopicPartition, Standing> ofInput(String type, Set<TopicPartition> partitions) {
    try {
      Map<TopicPartition, Standing> standings = ask(type, partitions);
      answered = true;
      return standings;
    } catch (IllegalStateException noAnswer) {
      answered = false;
      throw noAnswer;
    }
  }

  /** Whether the broker told what it was asked for last. */
  boolean areAnswered() {
    return answered;
  }

  private Map<TopicPartition, Standing> ask(String type, Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> beginnings = offsets(partitions, OffsetSpec.earliest());
    String group = settings.groupId() + "-" + type;
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(
            admin()
                .listConsumerGroupOffsets(
                    Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
                .partitionsToOffsetAndMetadata(group));
    Map<TopicPartition, Standing> standings = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata known = committed.get(partition);
          long from = beginnings.get(partition);
          standings.put(
              partition, new Standing(known == null ? from : Math.max(from, known.offset()), end));
        });
    return standings;
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    // Of records that were committed, as the nodes read them.
    get(admin().listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = KafkaClients.admin(settings);
    }
    return admin;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the broker does not tell offsets: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker does not tell offsets in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(java.time.Duration.ofSeconds(1));
    }
  }
}
