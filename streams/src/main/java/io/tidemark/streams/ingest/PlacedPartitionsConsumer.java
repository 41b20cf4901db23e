package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.kafka.ConsumerSettings;

/**
 * A consumer that fetches nothing of partitions whose aggregates are still elsewhere, so that their
 * records do not stand in the way of others, and no more often than a {@link FetchPace} allows. The
 * connector pauses and resumes partitions before each poll, by what the stream asks for; it does
 * not know of aggregates.
 */
final class PlacedPartitionsConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Predicate<TopicPartition> placed;
  private final FetchPace fetches;

  /**
   * @param placed whether the aggregates of a partition are here; called before each poll
   */
  PlacedPartitionsConsumer(
      ConsumerSettings<byte[], byte[]> settings,
      Predicate<TopicPartition> placed,
      FetchPace fetches) {
    super(settings.getProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.placed = placed;
    this.fetches = fetches;
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    List<TopicPartition> here = new ArrayList<>(partitions.size());
    List<TopicPartition> elsewhere = new ArrayList<>();
    partitions.forEach(partition -> (placed.test(partition) ? here : elsewhere).add(partition));
    pause(elsewhere);
    super.resume(here);
  }

  /** Holds still at most as long as the caller would wait for records. */
  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    long wait = Math.min(timeout.toNanos(), fetches.waitNanos(System.nanoTime()));
    if (wait > 0) {
      LockSupport.parkNanos(wait);
    }
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    fetches.polled(records, System.nanoTime());
    return records;
  }
}
