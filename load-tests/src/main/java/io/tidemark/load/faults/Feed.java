package io.tidemark.load.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the load at its rate, whatever becomes of the broker meanwhile, each record once. */
final class Feed implements AutoCloseable {
  /** Longer than any fault lasts. */
  private static final int PATIENCE_MILLISECONDS = (int) Duration.ofMinutes(15).toMillis();

  private final KafkaProducer<byte[], byte[]> producer;
  private final Load load;
  private final int perSecond;
  private final Ledger ledger;

  Feed(String bootstrapServers, Load load, int perSecond, Ledger ledger) {
    this.load = load;
    this.perSecond = perSecond;
    this.ledger = ledger;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                PATIENCE_MILLISECONDS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLISECONDS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns when all is sent and acknowledged. */
  void run() throws InterruptedException {
    long started = System.nanoTime();
    for (long count = 0; load.hasNext(); count++) {
      long due = started + count * 1_000_000_000L / perSecond;
      long pause = due - System.nanoTime();
      if (pause > 1_000_000) {
        TimeUnit.NANOSECONDS.sleep(pause);
      }
      send(load.next());
    }
    producer.flush();
  }

  private void send(Load.Sent sent) {
    producer.send(
        Load.producerRecord(sent),
        (metadata, failure) -> {
          if (failure == null) {
            ledger.sent(
                new TopicPartition(metadata.topic(), metadata.partition()),
                metadata.offset(),
                sent);
          } else {
            ledger.failed("Kafka refused a record of the load: " + failure);
          }
        });
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
