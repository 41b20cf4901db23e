package io.tidemark.streams.emit;

import io.tidemark.domain.path.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts announcements on Kafka, in transactions under names that belong to this node. Who takes over
 * a partition has the broker refuse those names first, so that what this node may still have in
 * hand then, after a pause or behind a broken connection, can never come after what its successor
 * announced.
 *
 * <p>Two producers take turns: the broker needs some milliseconds after a transaction before the
 * same one may begin the next. Blocking; not to be used by two threads at once.
 */
public final class FencedProducer implements AutoCloseable {
  private static final int PRODUCERS = 2;

  private final String owner;
  private final Function<String, Producer<byte[], byte[]>> factory;
  private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
  private int turn;
  private boolean closed;

  /**
   * @param owner names this node and its aggregate type
   * @param factory makes a producer with that transactional id
   */
  public FencedProducer(String owner, Function<String, Producer<byte[], byte[]>> factory) {
    this.owner = owner;
    this.factory = factory;
  }

  /** The names that an owner's producers go by. */
  public static List<String> transactionalIds(String owner) {
    List<String> ids = new ArrayList<>(PRODUCERS);
    for (int i = 0; i < PRODUCERS; i++) {
      ids.add(owner + "-" + i);
    }
    return ids;
  }

  /**
   * Takes this node's names, and ends what an earlier one left open under them. To be called before
   * the partitions are claimed whose states are to be sent: whoever is locked out after that must
   * not get in again by opening.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public synchronized void open() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (producers.isEmpty()) {
      List<Producer<byte[], byte[]>> opened = new ArrayList<>();
      try {
        for (String id : transactionalIds(owner)) {
          Producer<byte[], byte[]> producer = factory.apply(id);
          opened.add(producer);
          producer.initTransactions();
        }
      } catch (RuntimeException e) {
        opened.forEach(producer -> producer.close(Duration.ZERO));
        throw e;
      }
      producers.addAll(opened);
    }
  }

  /**
   * Returns when Kafka has acknowledged them, all together.
   *
   * @throws org.apache.kafka.common.KafkaException when it did not, or another node has taken over;
   *     this one cannot be used any longer
   */
  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    long started = System.nanoTime();
    try {
      Producer<byte[], byte[]> producer = next();
      producer.beginTransaction();
      records.forEach(producer::send);
      // Fails when one of them failed.
      producer.commitTransaction();
      Verb.EMIT.done(records.size(), started);
    } catch (RuntimeException e) {
      Verb.EMIT.failed(records.size());
      throw e;
    }
  }

  private synchronized Producer<byte[], byte[]> next() {
    if (closed || producers.isEmpty()) {
      throw new IllegalStateException("not open");
    }
    turn = (turn + 1) % PRODUCERS;
    return producers.get(turn);
  }

  /** Gives up what was not acknowledged. */
  @Override
  public synchronized void close() {
    closed = true;
    producers.forEach(producer -> producer.close(Duration.ZERO));
  }
}
