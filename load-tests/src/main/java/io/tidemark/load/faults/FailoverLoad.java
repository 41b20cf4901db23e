package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.model.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events of many carts, each in order from one writer, at an even rate, and what is announced of
 * them. So an aggregate's version is the number of its events that are done with.
 */
final class FailoverLoad implements AutoCloseable {
  private static final String INPUT = "shop.carts";
  private static final String OUTPUT = "shop.cart-state";
  private static final String PREFIX = "failover-";

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final StandStills standStills;
  private final int[] partitions;
  private final int perSecond;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Thread sending = new Thread(this::send, "failover-send");
  private final Thread reading = new Thread(this::read, "failover-read");
  private volatile long[] progressAt = {};
  private volatile String problem;
  private volatile boolean closed;

  FailoverLoad(String bootstrapServers, StandStills standStills, int aggregates, int perSecond) {
    this.standStills = standStills;
    this.partitions = new int[aggregates];
    this.perSecond = perSecond;
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> outputs =
        consumer.partitionsFor(OUTPUT).stream()
            .map(info -> new TopicPartition(OUTPUT, info.partition()))
            .toList();
    consumer.assign(outputs);
    consumer.seekToBeginning(outputs);
    progressAt = new long[outputs.size()];
    for (Thread thread : List.of(reading, sending)) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void send() {
    long started = System.nanoTime();
    try {
      for (long count = 0; !closed; count++) {
        long pause = started + count * 1_000_000_000L / perSecond - System.nanoTime();
        if (pause > 1_000_000) {
          TimeUnit.NANOSECONDS.sleep(pause);
        }
        int aggregate = random.nextInt(partitions.length);
        producer.send(
            CloudEventRecords.binary(INPUT, event(aggregate)),
            (metadata, failure) -> {
              if (failure == null) {
                partitions[aggregate] = metadata.partition();
              } else if (!closed) {
                problem = "Kafka refused an event: " + failure;
              }
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CloudEvent event(int aggregate) {
    long sequence = standStills.send(aggregate, System.nanoTime());
    String id = PREFIX + aggregate;
    return new CloudEvent(
        id + "/" + sequence,
        "https://shop.example/failover",
        "com.example.cart.PointsEarned",
        id,
        sequence,
        Instant.now().toString(),
        Optional.empty(),
        Optional.empty(),
        JsonNodeFactory.instance.objectNode().put("amount", 1));
  }

  private void read() {
    try {
      while (!closed) {
        consumer
            .poll(Duration.ofMillis(50))
            .forEach(
                message -> {
                  long now = System.nanoTime();
                  String id = new String(message.key(), StandardCharsets.UTF_8);
                  if (id.startsWith(PREFIX)) {
                    byte[] version = message.headers().lastHeader("ce_sequence").value();
                    standStills.announce(
                        Integer.parseInt(id.substring(PREFIX.length())),
                        Long.parseLong(new String(version, StandardCharsets.UTF_8)),
                        now);
                    progressAt[message.partition()] = now;
                  }
                });
      }
    } catch (RuntimeException e) {
      problem = "reading what is announced failed: " + e;
    } finally {
      consumer.close(Duration.ofSeconds(1));
    }
  }

  /** The partition of an aggregate, once an event of it was sent. */
  int partition(int aggregate) {
    return partitions[aggregate];
  }

  /** When something of a partition was last seen announced. */
  long progressAt(int partition) {
    return progressAt[partition];
  }

  /**
   * Requires that sending and reading go on.
   *
   * @throws IllegalStateException when they do not
   */
  void requireSound() {
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    sending.join(5_000);
    reading.join(5_000);
    producer.close(Duration.ofSeconds(2));
  }
}
