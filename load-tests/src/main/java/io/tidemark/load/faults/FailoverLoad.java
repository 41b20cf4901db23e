package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.model.CloudEvent;
import java.io.IOException;
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
public final class FailoverLoad implements AutoCloseable {
  private static final String INPUT = "shop.carts";
  private static final String OUTPUT = "shop.cart-state";
  private static final String PREFIX = "failover-";
  private static final String WRITER = "https://shop.example/failover";
  private static final long SECOND = 1_000_000_000L;

  /** Whoever waits longer than that is not in the steady state. */
  private static final long STEADY = 2 * SECOND;

  /** The longest that the steady state is waited for. */
  private static final long PATIENCE = 180 * SECOND;

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
  private final byte[][] states;
  private volatile boolean finished;
  private volatile boolean closed;

  /**
   * Starts to send and to read.
   *
   * @param aggregates how many carts the events are about, each time one by chance
   * @param perSecond events
   */
  public FailoverLoad(
      String bootstrapServers, StandStills standStills, int aggregates, int perSecond) {
    this.standStills = standStills;
    this.partitions = new int[aggregates];
    this.states = new byte[aggregates][];
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
      for (long count = 0; !finished; count++) {
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
        WRITER,
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
                    int aggregate = Integer.parseInt(id.substring(PREFIX.length()));
                    states[aggregate] = message.value();
                    standStills.announce(
                        aggregate,
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
  public void requireSound() {
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
  }

  /**
   * Waits until nothing has waited for long, for so long on end.
   *
   * @throws IllegalStateException when that does not come about
   */
  public void awaitSteady(Duration length) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    long steadySince = System.nanoTime();
    while (System.nanoTime() - steadySince < length.toNanos()) {
      requireSound();
      TimeUnit.MILLISECONDS.sleep(200);
      long now = System.nanoTime();
      long waiting = standStills.waitingSince(now - STEADY);
      steadySince = waiting > 0 ? now : steadySince;
      if (now > deadline) {
        throw new IllegalStateException(
            waiting + " aggregates stand still; the rate is too high for this machine");
      }
    }
  }

  /**
   * What became of what was sent.
   *
   * @param lost events that no state knows of
   * @param appliedTwice how much the versions exceed the numbers of the events that they know of
   */
  public record Outcome(long sent, long lost, long appliedTwice) {}

  /** Sends no more, waits until all is announced, at most so long, and counts. */
  public Outcome finish(Duration patience) throws InterruptedException, IOException {
    finished = true;
    sending.join();
    producer.flush();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!standStills.isAllAnnounced() && System.nanoTime() < deadline) {
      requireSound();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    ObjectMapper mapper = new ObjectMapper();
    long sent = 0;
    long lost = 0;
    long appliedTwice = 0;
    for (int aggregate = 0; aggregate < states.length; aggregate++) {
      JsonNode state =
          states[aggregate] == null
              ? JsonNodeFactory.instance.objectNode()
              : mapper.readTree(states[aggregate]);
      long known = state.path("vector").path(WRITER).asLong();
      sent += standStills.sent(aggregate);
      lost += standStills.sent(aggregate) - known;
      appliedTwice += state.path("version").asLong() - known;
    }
    return new Outcome(sent, lost, appliedTwice);
  }

  @Override
  public void close() throws InterruptedException {
    finished = true;
    closed = true;
    sending.join(5_000);
    reading.join(5_000);
    producer.close(Duration.ofSeconds(2));
  }
}
