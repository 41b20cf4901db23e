package io.tidemark.load.queries;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writers that count on the same accounts, at an even rate. Their events overtake one another, by a
 * second at most, and none is left out: until it has come, those behind it wait.
 */
final class AccountLoad implements AutoCloseable {
  private static final int RECENT = 64;
  private static final int MOST_IN_A_ROW = 4;

  /** In so many rows of events one comes late. */
  private static final int LATE_ONE_IN = 5;

  private static final int LATEST_MILLISECONDS = 1_000;

  private final int accounts;
  private final long pauseNanos;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReferenceArray<Sent> recent = new AtomicReferenceArray<>(RECENT);
  private final AtomicLong sent = new AtomicLong();
  private final List<Thread> writers = new ArrayList<>();
  private volatile String problem;
  private volatile boolean closed;

  /** An event that Kafka has, and where. */
  record Sent(String account, int writer, long number, int partition, long offset) {}

  /** One that comes late. */
  private record Late(long due, String account, long number) {}

  /**
   * Starts to write.
   *
   * @param perSecond events of all writers together
   */
  AccountLoad(String bootstrapServers, int accounts, int perSecond) {
    this.accounts = accounts;
    this.pauseNanos = Accounts.WRITERS * 1_000_000_000L / perSecond;
    this.producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    for (int number = 0; number < Accounts.WRITERS; number++) {
      Writer writer = new Writer(number);
      Thread thread = new Thread(writer::run, "writer-" + number);
      thread.setDaemon(true);
      writers.add(thread);
      thread.start();
    }
  }

  private final class Writer {
    private final int number;
    private final Random random;
    private final long[] written = new long[accounts];
    private final PriorityQueue<Late> late =
        new PriorityQueue<>(Comparator.comparingLong(Late::due));

    Writer(int number) {
      this.number = number;
      this.random = new Random(number);
    }

    void run() {
      try {
        while (!closed) {
          int account = random.nextInt(accounts);
          String id = "account-" + account;
          List<Long> row = new ArrayList<>();
          int length = 1 + random.nextInt(MOST_IN_A_ROW);
          for (int i = 0; i < length; i++) {
            row.add(++written[account]);
          }
          if (length > 1 && random.nextInt(LATE_ONE_IN) == 0) {
            long delay = random.nextInt(LATEST_MILLISECONDS) * 1_000_000L;
            late.add(new Late(System.nanoTime() + delay, id, row.remove(0)));
          }
          Collections.shuffle(row, random);
          for (long each : row) {
            send(id, number, each);
            TimeUnit.NANOSECONDS.sleep(pauseNanos);
          }
          while (!late.isEmpty() && late.peek().due() <= System.nanoTime()) {
            Late due = late.poll();
            send(due.account(), number, due.number());
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      late.forEach(left -> send(left.account(), number, left.number()));
    }
  }

  private void send(String account, int writer, long number) {
    producer.send(
        Accounts.counted(account, writer, number),
        (metadata, failure) -> {
          if (failure != null) {
            problem = "Kafka refused an event: " + failure;
          } else {
            recent.set(
                (int) (sent.getAndIncrement() % RECENT),
                new Sent(account, writer, number, metadata.partition(), metadata.offset()));
          }
        });
  }

  /** One of the latest events, by chance; empty before the first ones. */
  Optional<Sent> recent(Random random) {
    return Optional.ofNullable(recent.get(random.nextInt(RECENT)));
  }

  /** How many events Kafka has. */
  long sent() {
    return sent.get();
  }

  /**
   * Requires that writing goes on.
   *
   * @throws IllegalStateException when it does not
   */
  void requireSound() {
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
  }

  /** Sends what was to come late, and ends. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread writer : writers) {
      writer.join(5_000);
    }
    producer.close(Duration.ofSeconds(5));
  }
}
