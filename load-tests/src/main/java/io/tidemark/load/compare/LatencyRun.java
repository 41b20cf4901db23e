package io.tidemark.load.compare;

import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long it takes from an event's sending until a reader of committed records sees a state with
 * it. Events are sent by the clock, whether or not the ones before have arrived (open loop), so
 * that a contestant that stands still is not spared what it keeps waiting. Sender, reader and their
 * clock are this process's.
 */
final class LatencyRun {
  private static final int AGGREGATES = 5_000;
  private static final Duration LAST = Duration.ofSeconds(30);

  private final Duration warmUp;
  private final Duration measured;
  private final String heap;

  LatencyRun(Duration warmUp, Duration measured, String heap) {
    this.warmUp = warmUp;
    this.measured = measured;
    this.heap = heap;
  }

  /**
   * Milliseconds that a share of the events took at most.
   *
   * @param p50 half of them
   * @param p99 99 of 100
   * @param p999 999 of 1,000
   */
  record Percentiles(double p50, double p99, double p999) {}

  /** At each rate, in events per second. */
  Map<Integer, Percentiles> run(Contestant contestant, List<Integer> rates, Path folder)
      throws IOException, InterruptedException, ExecutionException {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      StandardLoad.createTopics(services.bootstrapServers());
      try (ChildJvm process =
              contestant.start(services, folder, new ChildJvm.Options(heap, List.of()));
          Traffic traffic = new Traffic(services.bootstrapServers())) {
        traffic.send(Collections.max(rates), warmUp);
        Map<Integer, Percentiles> percentiles = new HashMap<>();
        for (int rate : rates) {
          process.requireAlive();
          percentiles.put(rate, traffic.send(rate, measured));
        }
        return percentiles;
      }
    }
  }

  /** Sends and reads. */
  private static final class Traffic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final CommittedStates states;
    private final Thread reader = new Thread(this::read, "latency-reader");
    private final List<Deque<Sent>> waiting = new ArrayList<>();
    private final long[] sequences = new long[AGGREGATES];
    private final List<Long> latencies = new ArrayList<>();
    private long outstanding;
    private volatile boolean closing;

    private record Sent(long sequence, long nanos) {}

    Traffic(String bootstrapServers) {
      Map<String, Object> sending = new HashMap<>();
      sending.put("bootstrap.servers", bootstrapServers);
      sending.put("linger.ms", 0);
      // With more, a first batch on a topic just made may be refused for good (KAFKA-15591).
      sending.put("max.in.flight.requests.per.connection", 1);
      producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
      states = new CommittedStates(bootstrapServers);
      for (int i = 0; i < AGGREGATES; i++) {
        waiting.add(new ArrayDeque<>());
      }
      reader.start();
    }

    Percentiles send(int rate, Duration length) throws InterruptedException {
      synchronized (this) {
        latencies.clear();
      }
      long start = System.nanoTime();
      long count = rate * length.toMillis() / 1_000;
      for (long i = 0; i < count; i++) {
        long due = start + i * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        send((int) (i * 7919 % AGGREGATES), due);
      }
      synchronized (this) {
        long deadline = System.nanoTime() + LAST.toNanos();
        while (outstanding > 0) {
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                outstanding + " events were not seen " + LAST.toSeconds() + " s after the last");
          }
          wait(100);
        }
        return percentiles();
      }
    }

    /** Counted from when it was due: a sender held up must not make the contestant look faster. */
    private void send(int aggregate, long due) {
      long sequence = ++sequences[aggregate];
      synchronized (this) {
        waiting.get(aggregate).add(new Sent(sequence, due));
        outstanding++;
      }
      producer.send(AccountEvents.event(aggregate, sequence));
    }

    private void read() {
      while (!closing) {
        states.read(this::seen);
      }
      states.close();
    }

    private synchronized void seen(int account, long version, long nanos) {
      Deque<Sent> sent = waiting.get(account);
      while (!sent.isEmpty() && sent.peek().sequence() <= version) {
        latencies.add(nanos - sent.poll().nanos());
        outstanding--;
      }
      if (outstanding == 0) {
        notifyAll();
      }
    }

    private Percentiles percentiles() {
      long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(sorted);
      return new Percentiles(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
    }

    private static double at(long[] sorted, double share) {
      return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    @Override
    public void close() {
      producer.close(Duration.ZERO);
      closing = true;
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
