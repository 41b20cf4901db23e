package io.tidemark.streams.emit;

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
 * <p>Producers take turns, because a transaction has two halves: its records are put on Kafka, and
 * it is committed. As soon as the records of one stand there, the next one's may follow, on another
 * producer: readers of a partition see them in the order in which they stand, whichever transaction
 * is committed first. Blocking; {@link #put} is not to be called by two threads at once.
 */
public final class FencedProducer implements AutoCloseable {
  /** The most transactions whose records stand on Kafka and that may not be committed yet. */
  public static final int COMMITS = 2;

  /** One puts records, two commit. */
  private static final int PRODUCERS = COMMITS + 1;

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

  /** Records that stand on Kafka, and that no reader of committed records sees yet. */
  public static final class Transaction {
    private final Producer<byte[], byte[]> producer;

    private Transaction(Producer<byte[], byte[]> producer) {
      this.producer = producer;
    }

    /**
     * Returns when Kafka has acknowledged them, all together. Blocking; on any thread.
     *
     * @throws org.apache.kafka.common.KafkaException when it did not, or another node has taken
     *     over; the producers cannot be used any longer
     */
    public void commit() {
      // Fails when one of its records could not be sent.
      producer.commitTransaction();
    }
  }

  /**
   * Puts records on Kafka, behind those of all transactions before. At most {@link #COMMITS} of
   * these may not be committed yet.
   *
   * @throws org.apache.kafka.common.KafkaException when another node has taken over, among others
   */
  public Transaction put(List<ProducerRecord<byte[], byte[]>> records) {
    Producer<byte[], byte[]> producer = next();
    producer.beginTransaction();
    records.forEach(producer::send);
    producer.flush();
    return new Transaction(producer);
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
