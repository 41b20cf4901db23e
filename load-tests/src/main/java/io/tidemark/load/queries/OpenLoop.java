package io.tidemark.load.queries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks by the clock, whether or not earlier answers have come; each is counted from when it was
 * due, so that a server that stands still is not spared what it keeps waiting. One thread has all
 * connections; it wakes up each millisecond at most, and what it is late by counts as well.
 */
final class OpenLoop {
  /** So long is an answer waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final int rate;
  private final int connections;
  private final Function<Random, String> target;

  /**
   * @param rate requests a second
   * @param connections that share them: whichever is free asks what is due next
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

  /**
   * Asks until all that was due has been answered.
   *
   * @throws IOException when nothing is answered for 30 s
   * @throws UncheckedIOException when a connection is closed, or gives no whole answer
   */
  Outcome ask(long startNanos, Duration length) throws IOException {
    try (Selector selector = Selector.open()) {
      Deque<KeptConnection> free = new ArrayDeque<>();
      try {
        for (int number = 0; number < connections; number++) {
          free.add(new KeptConnection(port, selector));
        }
        return new Round(selector, free, startNanos, length).run();
      } finally {
        for (SelectionKey key : List.copyOf(selector.keys())) {
          connection(key).close();
        }
      }
    }
  }

  private static KeptConnection connection(SelectionKey key) {
    return (KeptConnection) key.attachment();
  }

  private final class Round {
    private final Selector selector;
    private final Deque<KeptConnection> free;
    private final long start;
    private final long[] latencies;
    private final Map<KeptConnection, Long> due = new HashMap<>();
    private final Random random = new Random(rate);
    private int asked;
    private int answered;
    private long refused;

    Round(Selector selector, Deque<KeptConnection> free, long start, Duration length) {
      this.selector = selector;
      this.free = free;
      this.start = start;
      this.latencies = new long[(int) (rate * length.toMillis() / 1_000)];
    }

    Outcome run() throws IOException {
      long heard = Math.max(start, System.nanoTime());
      while (answered < latencies.length) {
        askWhatIsDue();
        if (selector.select(this::hear, patience()) > 0) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
          throw new IOException("no answer for " + PATIENCE.toSeconds() + " s");
        }
      }
      return outcome();
    }

    private void askWhatIsDue() throws IOException {
      while (asked < latencies.length && !free.isEmpty() && due(asked) <= System.nanoTime()) {
        KeptConnection connection = free.remove();
        due.put(connection, due(asked++));
        connection.get(target.apply(random));
      }
    }

    /** Until the next is due, in milliseconds, at least one. */
    private long patience() {
      boolean nextHasToWait = asked == latencies.length || free.isEmpty();
      return nextHasToWait
          ? PATIENCE.toMillis()
          : Math.max(1, TimeUnit.NANOSECONDS.toMillis(due(asked) - System.nanoTime()));
    }

    private long due(int request) {
      return start + request * 1_000_000_000L / rate;
    }

    private void hear(SelectionKey key) {
      KeptConnection connection = connection(key);
      OptionalInt status;
      try {
        status = connection.read();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
      if (status.isPresent()) {
        latencies[answered++] = System.nanoTime() - due.remove(connection);
        refused += status.getAsInt() == 200 ? 0 : 1;
        free.add(connection);
      }
    }

    private Outcome outcome() {
      double seconds = (System.nanoTime() - start) / 1e9;
      Arrays.sort(latencies);
      return new Outcome(latencies.length / seconds, at(0.5), at(0.99), at(0.999), refused);
    }

    private double at(double share) {
      int last = latencies.length - 1;
      return latencies[(int) Math.min(last, Math.ceil(share * latencies.length) - 1)] / 1e6;
    }
  }
}
