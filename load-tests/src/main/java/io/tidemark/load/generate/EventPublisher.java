package io.tidemark.load.generate;

import io.tidemark.load.model.CloudEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes events in the order in which it is given them; one thread at a time. */
public class EventPublisher implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long published;

  /**
   * @param bootstrapServers the broker, as Kafka clients take it
   */
  public EventPublisher(String bootstrapServers) {
    // Larger batches than Kafka's default: on few cores the number of requests is what costs.
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 * 1024,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            32L * 1024 * 1024,
            // Two requests in flight to a topic just made can block a partition (KAFKA-15591).
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Publishes an event of the shops in the content mode it asks for. */
  public void publish(ShopEvent event) {
    String topic = event.aggregate().topic();
    publish(
        event.structured()
            ? CloudEventRecords.structured(topic, event.event())
            : CloudEventRecords.binary(topic, event.event()));
  }

  /** Publishes an event in binary content mode. */
  public void publish(String topic, CloudEvent event) {
    publish(CloudEventRecords.binary(topic, event));
  }

  /** Publishes a record as it is. */
  public void publish(ProducerRecord<byte[], byte[]> message) {
    producer.send(
        message,
        (metadata, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
          }
        });
    published++;
  }

  /** How many records were published, whether acknowledged yet or not. */
  public long published() {
    return published;
  }

  /**
   * Returns when Kafka has acknowledged all that was published.
   *
   * @throws IllegalStateException when it refused some of it
   */
  public void flush() {
    producer.flush();
    Exception problem = failure.get();
    if (problem != null) {
      throw new IllegalStateException("Kafka refused an event: " + problem.getMessage(), problem);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
