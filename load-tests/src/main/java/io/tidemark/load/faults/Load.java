package io.tidemark.load.faults;

import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * All records of a run in the order in which they are sent: the generator's events, out of order
 * and some twice; one in a hundred is poisoned, and of those half are sent sound some seconds
 * later; late ones come when their gap has been skipped, missing ones never. The seed decides all
 * of it.
 */
final class Load implements Iterator<Load.Sent> {
  private static final int POISONED_PER_THOUSAND = 10;

  private final Iterator<ShopEvent> delivery;
  private final SplittableRandom random;
  private final int perSecond;
  private final Map<AggregateKey, ShopEvent> late = new HashMap<>();
  private final Set<String> poisoned = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  /** What is to come, by the number of records before it. */
  private final TreeMap<Long, Sent> scheduled = new TreeMap<>();

  private long count;

  /**
   * A record that is sent.
   *
   * @param event what it holds, or would hold if it were not poisoned
   * @param poison what is wrong with it; null when nothing is
   */
  record Sent(ShopEvent event, Poison poison) {
    AggregateKey key() {
      return new AggregateKey(event.aggregate().type(), event.aggregate().id());
    }
  }

  /**
   * @param perSecond how many records a second are going to be sent
   */
  Load(long seed, EventGenerator generator, int perSecond) {
    this.delivery = generator.delivery();
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 17);
    this.perSecond = perSecond;
    generator.late().forEach(event -> late.put(new Sent(event, null).key(), event));
  }

  @Override
  public boolean hasNext() {
    return delivery.hasNext() || !scheduled.isEmpty();
  }

  @Override
  public Sent next() {
    while (true) {
      if (!scheduled.isEmpty() && (scheduled.firstKey() <= count || !delivery.hasNext())) {
        count++;
        return scheduled.pollFirstEntry().getValue();
      }
      if (!delivery.hasNext()) {
        throw new NoSuchElementException();
      }
      Sent sent = poisoned(delivery.next());
      if (sent != null) {
        count++;
        return sent;
      }
    }
  }

  /** The event as it is sent; null when it is another copy of one that was poisoned. */
  private Sent poisoned(ShopEvent event) {
    String id = event.event().id();
    AggregateKey key = new Sent(event, null).key();
    if (late.containsKey(key)) {
      schedule(new Sent(late.remove(key), null), 8, 20);
    }
    if (poisoned.contains(id)) {
      return null;
    }
    // A second copy of what was sent sound is a duplicate, whatever it holds.
    if (!seen.add(id) || random.nextInt(1_000) >= POISONED_PER_THOUSAND) {
      return new Sent(event, null);
    }
    poisoned.add(id);
    Poison[] kinds = Poison.values();
    Poison poison = kinds[random.nextInt(kinds.length)];
    if (random.nextBoolean() && poison != Poison.EARLY) {
      schedule(new Sent(event, null), 3, 9);
    }
    return new Sent(poison.sent(event), poison);
  }

  private void schedule(Sent sent, int fromSeconds, int toSeconds) {
    long at = count + perSecond * (fromSeconds + random.nextLong(toSeconds - fromSeconds));
    while (scheduled.containsKey(at)) {
      at++;
    }
    scheduled.put(at, sent);
  }

  /** The record of what is sent. */
  static org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]> producerRecord(
      Sent sent) {
    String topic = sent.event().aggregate().topic();
    if (sent.poison() != null) {
      return sent.poison().poisoned(topic, sent.event().event());
    }
    return sent.event().structured()
        ? CloudEventRecords.structured(topic, sent.event().event())
        : CloudEventRecords.binary(topic, sent.event().event());
  }
}
