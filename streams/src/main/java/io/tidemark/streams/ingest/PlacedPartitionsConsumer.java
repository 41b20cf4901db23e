package io.tidemark.streams.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.kafka.ConsumerSettings;

/**
 * A consumer that fetches nothing of partitions whose aggregates are still elsewhere, so that their
 * records do not stand in the way of others. The connector pauses and resumes partitions before
 * each poll, by what the stream asks for; it does not know of aggregates.
 */
final class PlacedPartitionsConsumer extends KafkaConsumer<byte[], byte[]> {
  private final Predicate<TopicPartition> placed;

  /**
   * @param placed whether the aggregates of a partition are here; called before each poll
   */
  PlacedPartitionsConsumer(
      ConsumerSettings<byte[], byte[]> settings, Predicate<TopicPartition> placed) {
    super(settings.getProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.placed = placed;
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    List<TopicPartition> here = new ArrayList<>(partitions.size());
    List<TopicPartition> elsewhere = new ArrayList<>();
    partitions.forEach(partition -> (placed.test(partition) ? here : elsewhere).add(partition));
    pause(elsewhere);
    super.resume(here);
  }
}
