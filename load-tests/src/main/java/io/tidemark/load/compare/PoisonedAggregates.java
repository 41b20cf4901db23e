package io.tidemark.load.compare;

import io.tidemark.load.generate.EventPublisher;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Aggregates of which records are poisoned. They count for nothing in a measurement, whether they
 * are poisoned in it or not; so what it shows is what they cost the others.
 */
enum PoisonedAggregates {
  /** All aggregates count. */
  NONE(0, 0),
  /** One in a hundred does not count, and is as sound as the others. */
  SOUND(100, 0),
  /** One in a hundred is poisoned by its first event: all others of it wait. */
  BY_FIRST(100, 1),
  /** One in a hundred has nothing but poisoned records. */
  WHOLLY(100, Long.MAX_VALUE);

  private final int oneIn;
  private final long upTo;

  PoisonedAggregates(int oneIn, long upTo) {
    this.oneIn = oneIn;
    this.upTo = upTo;
  }

  /** Whether a measured aggregate is one of them. */
  boolean contains(int aggregate) {
    return oneIn > 0 && aggregate % oneIn == 0;
  }

  /** Publishes as others do, and poisons what is to be poisoned. */
  EventPublisher publisher(String bootstrapServers) {
    return new EventPublisher(bootstrapServers) {
      @Override
      public void publish(ProducerRecord<byte[], byte[]> message) {
        super.publish(isPoisoned(message) ? poisoned(message) : message);
      }
    };
  }

  private boolean isPoisoned(ProducerRecord<byte[], byte[]> message) {
    if (upTo == 0) {
      return false;
    }
    // Those that only warm up are poisoned too: nothing that is measured is done for the first
    // time.
    String id = new String(message.key(), StandardCharsets.UTF_8);
    return contains(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)))
        && Long.parseLong(
                new String(
                    message.headers().lastHeader("ce_sequence").value(), StandardCharsets.UTF_8))
            <= upTo;
  }

  private static ProducerRecord<byte[], byte[]> poisoned(ProducerRecord<byte[], byte[]> message) {
    return new ProducerRecord<>(
        message.topic(),
        null,
        message.key(),
        "{\"owner\":".getBytes(StandardCharsets.UTF_8),
        message.headers());
  }

  /** What the others must come to; nothing is expected of these. */
  StandardLoad.Expected without(StandardLoad.Expected all) {
    long[] versions = all.versions().clone();
    for (int aggregate = 0; aggregate < versions.length; aggregate++) {
      versions[aggregate] = contains(aggregate) ? 0 : versions[aggregate];
    }
    return new StandardLoad.Expected(versions, all.cents());
  }
}
