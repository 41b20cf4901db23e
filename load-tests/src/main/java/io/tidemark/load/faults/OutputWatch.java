package io.tidemark.load.faults;

import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.AnnouncedStates;
import io.tidemark.load.demo.Announcement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all that is announced, from the beginning, on a thread of its own: versions of an aggregate
 * never go back, one version has one state, a tombstone follows a deletion.
 */
final class OutputWatch implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, String> typeByTopic;
  private final Thread thread = new Thread(this::follow, "output-watch");
  private final AnnouncedStates states = new AnnouncedStates();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private RuntimeException failure;
  private long announced;

  /**
   * @param typeByTopic the aggregate type by its emit topic; the topics exist
   */
  OutputWatch(String bootstrapServers, Map<String, String> typeByTopic) {
    this.typeByTopic = Map.copyOf(typeByTopic);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        this.typeByTopic.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, 0));
    partitions.forEach(partition -> positions.put(partition, 0L));
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try {
      while (true) {
        var records = consumer.poll(Duration.ofMillis(200));
        synchronized (this) {
          records.forEach(this::see);
          // Also past what is no record: the marks of transactions.
          positions.replaceAll((partition, position) -> consumer.position(partition));
          notifyAll();
        }
      }
    } catch (WakeupException closing) {
      // close() asked for it.
    } catch (RuntimeException problem) {
      synchronized (this) {
        failure = problem;
        notifyAll();
      }
    } finally {
      consumer.close(Duration.ofSeconds(1));
    }
  }

  private void see(ConsumerRecord<byte[], byte[]> message) {
    AggregateKey key =
        new AggregateKey(
            typeByTopic.get(message.topic()), new String(message.key(), StandardCharsets.UTF_8));
    announced++;
    Optional<String> broken =
        message.value() == null
            ? states.seeTombstone(key)
            : states.see(
                key,
                Long.parseLong(text(message.headers().lastHeader("ce_sequence").value())),
                message.value());
    broken.ifPresent(promise -> violations.add(at(message, key) + promise));
  }

  private static String at(ConsumerRecord<byte[], byte[]> message, AggregateKey key) {
    return String.format(
        "%s (%s-%d offset %d, %tT.%5$tL): ",
        key, message.topic(), message.partition(), message.offset(), message.timestamp());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Waits until all up to there was read; false when it takes too long. */
  synchronized boolean awaitRead(Map<TopicPartition, Long> ends, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> positions.getOrDefault(end.getKey(), 0L) < end.getValue())) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (failure != null) {
        throw new IllegalStateException("reading what is announced failed", failure);
      }
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** The latest of an aggregate; null when nothing was announced. */
  synchronized Announcement latest(AggregateKey key) {
    return states.latest(key);
  }

  synchronized Map<AggregateKey, Announcement> latest() {
    return states.latest();
  }

  synchronized long announced() {
    return announced;
  }

  /** What is out of order. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
