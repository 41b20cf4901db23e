package io.tidemark.load.compare;

import io.tidemark.load.generate.EventPublisher;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The input of comparisons: CloudEvents in binary mode of many aggregates, each with a writer of
 * its own, in windows of shuffled events with some of them twice. The seed decides every byte.
 *
 * @param events how many distinct events are measured
 * @param warmUp how many more, of other aggregates, come first
 * @param aggregates how many aggregates each of the two is about
 * @param partitions of the input topic
 * @param window how many successive events are shuffled among themselves
 * @param duplicatesPercent how many of a hundred come twice
 * @param size bytes of an event's data
 * @param writers how many sources each aggregate has, each with numbers of its own
 * @param zipf whether a few aggregates have most of the events, rather than all alike
 * @param seed any number
 */
public record StandardLoad(
    int events,
    int warmUp,
    int aggregates,
    int partitions,
    int window,
    int duplicatesPercent,
    int size,
    int writers,
    boolean zipf,
    long seed) {
  public static final int PARTITIONS = 8;
  public static final int WINDOW = 16;
  public static final int DUPLICATES_PERCENT = 2;

  private static final int AGGREGATES = 20_000;
  private static final int SIZE = 230;

  /** The load that is spoken of where nothing else is said. */
  public static StandardLoad of(int events) {
    return new StandardLoad(
        events, events / 2, AGGREGATES, PARTITIONS, WINDOW, DUPLICATES_PERCENT, SIZE, 1, false, 1);
  }

  /** The same of so many aggregates. */
  StandardLoad ofAggregates(int number) {
    return new StandardLoad(
        events, warmUp, number, partitions, window, duplicatesPercent, size, writers, zipf, seed);
  }

  /** The same with so many bytes of data in an event. */
  StandardLoad ofSize(int bytes) {
    return new StandardLoad(
        events,
        warmUp,
        aggregates,
        partitions,
        window,
        duplicatesPercent,
        bytes,
        writers,
        zipf,
        seed);
  }

  /** The same with so many sources of each aggregate. */
  StandardLoad ofWriters(int number) {
    return new StandardLoad(
        events,
        warmUp,
        aggregates,
        partitions,
        window,
        duplicatesPercent,
        size,
        number,
        zipf,
        seed);
  }

  /** The same with so many successive events shuffled among themselves. */
  StandardLoad ofWindow(int number) {
    return new StandardLoad(
        events,
        warmUp,
        aggregates,
        partitions,
        number,
        duplicatesPercent,
        size,
        writers,
        zipf,
        seed);
  }

  /** The topic that events go to. */
  public static final String INPUT = "bench.accounts";

  /** The topic that states come on. */
  public static final String OUTPUT = "bench.account-states";

  /** What aggregates that are measured are called; others only warm up. */
  static final String MEASURED = "account-";

  private static final String WARMING = "warm-";
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** The aggregates file for it. */
  public static String aggregatesFile() {
    return """
        aggregates:
          account:
            topics: [%s]
            state:
              owner: lww
              balance: counter
              tags: set
            events:
              com.example.account.Changed:
                - set: { owner: /owner }
                - increment: { balance: /amount }
                - add: { tags: /tag }
            emit: { topic: %s }
        """
        .formatted(INPUT, OUTPUT);
  }

  /** What every measured aggregate must come to. */
  record Expected(long[] versions, long[] cents) {}

  /** Publishes all of it, the warm-up first. */
  Expected publish(EventPublisher publisher) {
    new Publishing(publisher, WARMING, warmUp, seed + 1).run();
    Publishing measured = new Publishing(publisher, MEASURED, events, seed);
    measured.run();
    publisher.flush();
    return new Expected(measured.versions, measured.cents);
  }

  /** Creates the topics of the load on a broker that stands alone. */
  static void createTopics(String bootstrapServers)
      throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              Stream.of(INPUT, OUTPUT)
                  .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  private final class Publishing {
    private final EventPublisher publisher;
    private final String prefix;
    private final int count;
    private final SplittableRandom random;
    private final double[] cumulated;
    private final long[] versions = new long[aggregates];
    private final long[] cents = new long[aggregates];
    private final long[] sequences = new long[aggregates * writers];
    private final String filler = "x".repeat(Math.max(0, size - 80));

    Publishing(EventPublisher publisher, String prefix, int count, long seed) {
      this.publisher = publisher;
      this.prefix = prefix;
      this.count = count;
      this.random = new SplittableRandom(seed);
      this.cumulated = zipf ? zipfian() : null;
    }

    @SuppressWarnings("unchecked")
    void run() {
      ProducerRecord<byte[], byte[]>[] shuffled = new ProducerRecord[window];
      int filled = 0;
      for (int i = 0; i < count; i++) {
        shuffled[filled++] = next(i);
        if (filled == window || i == count - 1) {
          for (int j = 0; j < filled; j++) {
            int other = j + random.nextInt(filled - j);
            ProducerRecord<byte[], byte[]> chosen = shuffled[other];
            shuffled[other] = shuffled[j];
            shuffled[j] = chosen;
            publisher.publish(chosen);
            if (random.nextInt(100) < duplicatesPercent) {
              publisher.publish(
                  new ProducerRecord<>(
                      INPUT, null, chosen.key(), chosen.value(), chosen.headers()));
            }
          }
          filled = 0;
        }
      }
    }

    private ProducerRecord<byte[], byte[]> next(int i) {
      int aggregate = cumulated == null ? random.nextInt(aggregates) : skewed();
      versions[aggregate]++;
      int writer = writers == 1 ? 0 : random.nextInt(writers);
      long sequence = ++sequences[aggregate * writers + writer];
      long amount = random.nextInt(10_000);
      cents[aggregate] += amount;
      String id = prefix + aggregate;
      String data =
          "{\"owner\":\"owner-"
              + random.nextInt(1_000)
              + "\",\"amount\":"
              + BigDecimal.valueOf(amount, 2)
              + ",\"tag\":\"tag-"
              + random.nextInt(8)
              + "\",\"note\":\""
              + filler
              + "\"}";
      ProducerRecord<byte[], byte[]> message =
          AccountEvents.record(id, "/bench/" + (aggregate % 16 + 16 * writer), sequence, data);
      message
          .headers()
          .add("ce_time", FIRST.plusMillis(i).toString().getBytes(StandardCharsets.UTF_8));
      return message;
    }

    /** Shares that fall with the rank, as of words in a text. */
    private double[] zipfian() {
      double[] sums = new double[aggregates];
      double sum = 0;
      for (int rank = 0; rank < aggregates; rank++) {
        sum += 1.0 / (rank + 1);
        sums[rank] = sum;
      }
      return sums;
    }

    private int skewed() {
      double at = random.nextDouble() * cumulated[aggregates - 1];
      int found = java.util.Arrays.binarySearch(cumulated, at);
      return Math.min(aggregates - 1, found < 0 ? -found - 1 : found);
    }
  }
}
