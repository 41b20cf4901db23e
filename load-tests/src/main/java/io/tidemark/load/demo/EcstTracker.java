package io.tidemark.load.demo;

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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows the announced states on a thread of its own: the latest of each aggregate, which versions
 * are still awaited, and whether the promises of the output hold (versions never go back, equal
 * versions are equal bytes, a tombstone only after a deletion).
 */
public final class EcstTracker implements AutoCloseable {
  private static final int MOST_VIOLATIONS_KEPT = 100;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, String> typeByTopic;
  private final Thread thread = new Thread(this::follow, "ecst-tracker");
  private final AnnouncedStates states = new AnnouncedStates();
  private final Map<AggregateKey, Long> awaited = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long received;
  private long lastReachedNanos = System.nanoTime();
  private RuntimeException failure;

  /**
   * Starts to follow from the beginning of the topics.
   *
   * @param bootstrapServers the broker
   * @param typeByTopic the aggregate type by its emit topic; the topics exist
   */
  public EcstTracker(String bootstrapServers, Map<String, String> typeByTopic) {
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
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        this.typeByTopic.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.setDaemon(true);
    thread.start();
  }

  /** Awaits these versions, or later ones; what was seen already counts. */
  public synchronized void expect(Map<AggregateKey, Long> versions) {
    awaited.clear();
    versions.forEach(
        (key, version) -> {
          Announcement seen = states.latest(key);
          if (version > 0 && (seen == null || seen.version() < version)) {
            awaited.put(key, version);
          }
        });
  }

  /**
   * Returns true when nothing is awaited any more, false when nothing was announced for too long.
   *
   * @param stall how long nothing may be announced
   * @param tick called several times a second
   */
  public boolean await(Duration stall, Runnable tick) throws InterruptedException {
    long moved = System.nanoTime();
    long before = -1;
    while (true) {
      synchronized (this) {
        if (failure != null) {
          throw new IllegalStateException("following the announced states failed", failure);
        }
        if (awaited.isEmpty()) {
          return true;
        }
        if (received != before) {
          before = received;
          moved = System.nanoTime();
        } else if (System.nanoTime() - moved > stall.toNanos()) {
          return false;
        }
        wait(100);
      }
      tick.run();
    }
  }

  /** How many aggregates have not reached the version awaited of them. */
  public synchronized int pending() {
    return awaited.size();
  }

  /** Some of the aggregates still awaited, and the versions they have and lack. */
  public synchronized List<String> describePending(int limit) {
    return awaited.entrySet().stream()
        .limit(limit)
        .map(
            entry ->
                entry.getKey()
                    + ": expected version "
                    + entry.getValue()
                    + ", actual "
                    + Optional.ofNullable(states.latest(entry.getKey()))
                        .map(seen -> Long.toString(seen.version()))
                        .orElse("none"))
        .toList();
  }

  /** How many states were announced, tombstones not counted. */
  public synchronized long received() {
    return received;
  }

  /** When, by {@link System#nanoTime}, the last aggregate reached what was awaited of it. */
  public synchronized long lastReachedNanos() {
    return lastReachedNanos;
  }

  /** The latest announcement of every aggregate. */
  public synchronized Map<AggregateKey, Announcement> latest() {
    return states.latest();
  }

  /** Promises of the output that did not hold, at most a hundred. */
  public synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  private void follow() {
    try {
      while (true) {
        var records = consumer.poll(Duration.ofMillis(100));
        synchronized (this) {
          records.forEach(this::see);
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
    if (message.value() == null) {
      states.seeTombstone(key).ifPresent(broken -> violated(key + ": " + broken));
      return;
    }
    received++;
    long version = version(message);
    states.see(key, version, message.value()).ifPresent(broken -> violated(key + ": " + broken));
    Long target = awaited.get(key);
    if (target != null && version >= target) {
      awaited.remove(key);
      lastReachedNanos = System.nanoTime();
    }
  }

  private long version(ConsumerRecord<byte[], byte[]> message) {
    Header header = message.headers().lastHeader("ce_sequence");
    if (header == null) {
      violated("an announcement without ce_sequence at offset " + message.offset());
      return 0;
    }
    return Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  private void violated(String promise) {
    if (violations.size() < MOST_VIOLATIONS_KEPT) {
      violations.add(promise);
    }
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
