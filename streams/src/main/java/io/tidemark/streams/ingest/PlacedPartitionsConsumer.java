package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.kafka.ConsumerSettings;

/**
 * A consumer that fetches nothing of partitions whose aggregates are still elsewhere, so that their
 * records do not stand in the way of others, and no more often than a {@link BatchPace} allows. The
 * connector pauses and resumes partitions before each poll, by what the stream asks for; it does
 * not know of aggregates.
 */
final class PlacedPartitionsConsumer extends KafkaConsumer<byte[], byte[]> {
  /** How long the broker has to send what came while the consumer held still. */
  private static final Duration ANSWER = Duration.ofMillis(3);

  /** With so many records, or bytes of values, at once there is nothing to wait for. */
  private static final int MANY = 100;

  private static final long MUCH = 65_536;

  private final Predicate<TopicPartition> placed;
  private final BatchPace pace;

  /** Partitions that were taken away since it was emptied. */
  private final Set<TopicPartition> gone = new HashSet<>();

  /**
   * @param placed whether the aggregates of a partition are here; called before each poll
   */
  PlacedPartitionsConsumer(
      ConsumerSettings<byte[], byte[]> settings, Predicate<TopicPartition> placed, BatchPace pace) {
    super(settings.getProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.placed = placed;
    this.pace = pace;
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    List<TopicPartition> here = new ArrayList<>(partitions.size());
    List<TopicPartition> elsewhere = new ArrayList<>();
    partitions.forEach(partition -> (placed.test(partition) ? here : elsewhere).add(partition));
    pause(elsewhere);
    super.resume(here);
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Noted(listener));
  }

  /**
   * Records that have come. When the pace has a wait, it sleeps until that is over, at most as long
   * as the caller would wait for records. What it finds first then was fetched when the wait began,
   * so that is little; it takes along what the next fetch brings.
   */
  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    long wait = Math.min(timeout.toNanos(), pace.waitNanos(System.nanoTime()));
    if (wait > 0) {
      LockSupport.parkNanos(wait);
    }
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    if (records.isEmpty() || isMuch(records)) {
      return records;
    }
    if (pace.isSlow()) {
      gone.clear();
      records = joined(records, super.poll(ANSWER), gone);
    }
    pace.took(System.nanoTime());
    return records;
  }

  /** Otherwise records that are large and behind would come as slowly as their waits let them. */
  static boolean isMuch(ConsumerRecords<byte[], byte[]> records) {
    if (records.count() >= MANY) {
      return true;
    }
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      bytes += Math.max(0, record.serializedValueSize());
    }
    return bytes >= MUCH;
  }

  /**
   * The records of two polls.
   *
   * @param gone what was taken away during the second; whoever has it now begins with what was
   *     committed, also when that is this consumer again
   */
  static ConsumerRecords<byte[], byte[]> joined(
      ConsumerRecords<byte[], byte[]> first,
      ConsumerRecords<byte[], byte[]> second,
      Set<TopicPartition> gone) {
    if (second.isEmpty() && gone.isEmpty()) {
      return first;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
    for (TopicPartition partition : first.partitions()) {
      if (!gone.contains(partition)) {
        all.put(partition, new ArrayList<>(first.records(partition)));
      }
    }
    for (TopicPartition partition : second.partitions()) {
      all.computeIfAbsent(partition, none -> new ArrayList<>()).addAll(second.records(partition));
    }
    return new ConsumerRecords<>(all);
  }

  /** Notes what is taken away, and tells the connector all. */
  private final class Noted implements ConsumerRebalanceListener {
    private final ConsumerRebalanceListener listener;

    Noted(ConsumerRebalanceListener listener) {
      this.listener = listener;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      gone.addAll(partitions);
      listener.onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      gone.addAll(partitions);
      listener.onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      listener.onPartitionsAssigned(partitions);
    }
  }
}
