package io.tidemark.load.compare;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the states that contestants announce, those that are committed. Confined to a thread. */
final class CommittedStates implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Told of each. */
  interface Reader {
    /**
     * A state.
     *
     * @param nanos when it was received, as {@link System#nanoTime()}
     */
    void read(int account, long version, long nanos);
  }

  /** Begins with what is announced from now on. */
  CommittedStates(String bootstrapServers) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            5);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, StandardLoad.PARTITIONS)
            .mapToObj(number -> new TopicPartition(StandardLoad.OUTPUT, number))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Waits a moment for more. */
  void read(Reader reader) {
    ConsumerRecords<byte[], byte[]> messages = consumer.poll(Duration.ofMillis(100));
    long now = System.nanoTime();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      String id = new String(message.key(), StandardCharsets.UTF_8);
      byte[] sequence = message.headers().lastHeader("ce_sequence").value();
      reader.read(
          Integer.parseInt(id.substring(StandardLoad.MEASURED.length())),
          Long.parseLong(new String(sequence, StandardCharsets.UTF_8)),
          now);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
