package io.tidemark.load.queries;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Asks by the clock, whether or not earlier answers have come; each is counted from when it was
 * due, so that a server that stands still is not spared what it keeps waiting.
 */
final class OpenLoop {
  private final int port;
  private final int rate;
  private final int connections;
  private final Function<Random, String> target;

  /**
   * @param rate requests a second
   * @param connections that share them
   * @param target what is asked for next
   */
  OpenLoop(int port, int rate, int connections, Function<Random, String> target) {
    this.port = port;
    this.rate = rate;
    this.connections = connections;
    this.target = target;
  }

  /**
   * What came of it.
   *
   * @param perSecond answers a second
   * @param p50 milliseconds that half of them took at most
   * @param p99 99 of 100
   * @param refused answers of another status than 200
   */
  record Outcome(double perSecond, double p50, double p99, double p999, long refused) {}

  /** The work of each connection; the outcome is read off with {@link #outcome}. */
  List<Future<long[]>> start(ExecutorService threads, long startNanos, Duration length) {
    List<Future<long[]>> running = new ArrayList<>();
    for (int connection = 0; connection < connections; connection++) {
      int number = connection;
      Callable<long[]> work = () -> ask(number, startNanos, length);
      running.add(threads.submit(work));
    }
    return running;
  }

  /** Latencies in nanoseconds; a refused request is a negative one. */
  private long[] ask(int number, long start, Duration length) throws IOException {
    Random random = new Random(number);
    long count = rate * length.toMillis() / 1_000 / connections;
    long[] latencies = new long[(int) count];
    try (KeptConnection connection = new KeptConnection(port)) {
      for (int i = 0; i < count; i++) {
        long due = start + ((long) i * connections + number) * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        int status = connection.get(target.apply(random));
        long latency = System.nanoTime() - due;
        latencies[i] = status == 200 ? latency : -latency;
      }
    }
    return latencies;
  }

  static Outcome outcome(List<Future<long[]>> running, long startNanos)
      throws InterruptedException, ExecutionException {
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> each : running) {
      all.add(each.get());
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    long[] sorted = all.stream().flatMapToLong(LongStream::of).map(Math::abs).toArray();
    Arrays.sort(sorted);
    long refused = all.stream().flatMapToLong(LongStream::of).filter(l -> l < 0).count();
    return new Outcome(
        sorted.length / seconds, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), refused);
  }

  private static double at(long[] sorted, double share) {
    int index = (int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
    return sorted[index] / 1e6;
  }
}
