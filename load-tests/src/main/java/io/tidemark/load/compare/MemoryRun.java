package io.tidemark.load.compare;

import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a node keeps in memory while a producer sends as fast as it can and much of that has to
 * wait: of 100 aggregates, 90 are sound, 4 have a bad record in front, 4 a gap that never closes,
 * and of 2 every record is bad. After 1,000 records each has as much waiting as it may.
 */
public final class MemoryRun {
  private static final int KINDS = 100;
  private static final int POISONED_BELOW = 4;
  private static final int GAPPED_BELOW = 8;
  private static final int BAD_BELOW = 10;
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final Duration length;
  private final String heap;
  private final int aggregates;
  private final Consumer<String> progress;

  /**
   * @param heap of the node, as {@code -Xmx} takes it
   * @param aggregates how many there are of all kinds
   * @param progress is told of each sample
   */
  public MemoryRun(Duration length, String heap, int aggregates, Consumer<String> progress) {
    this.length = length;
    this.heap = heap;
    this.aggregates = aggregates;
    this.progress = progress;
  }

  /**
   * What was found at one time.
   *
   * @param seconds since the first record was consumed
   * @param sent records so far
   * @param consumed records whose offsets are committed
   * @param megabytes what is left on the node's heap after a full collection
   */
  public record Sample(double seconds, long sent, long consumed, long megabytes) {}

  /** How much more the last third of the samples needs than the second one, by their means. */
  public static double growth(List<Sample> samples) {
    int third = samples.size() / 3;
    return mean(samples.subList(2 * third, samples.size()))
        / mean(samples.subList(third, 2 * third));
  }

  private static double mean(List<Sample> samples) {
    return samples.stream().mapToLong(Sample::megabytes).average().orElse(Double.NaN);
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when the node ends
   */
  public List<Sample> run() throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("tidemark-bench");
    List<Sample> samples = new ArrayList<>();
    TidemarkContestant tidemark = new TidemarkContestant();
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      StandardLoad.createTopics(services.bootstrapServers());
      try (Admin admin =
              Admin.create(
                  Map.<String, Object>of("bootstrap.servers", services.bootstrapServers()));
          ChildJvm node = tidemark.start(services, folder, new ChildJvm.Options(heap, List.of()));
          Sending sending = new Sending(services.bootstrapServers(), aggregates)) {
        while (consumed(admin, tidemark.group()) == 0) {
          node.requireAlive();
          TimeUnit.MILLISECONDS.sleep(200);
        }
        long began = System.nanoTime();
        while (System.nanoTime() - began < length.toNanos()) {
          TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
          node.requireAlive();
          long consumed = consumed(admin, tidemark.group());
          Sample sample =
              new Sample(
                  (System.nanoTime() - began) / 1e9,
                  sending.sent(),
                  consumed,
                  node.liveBytes() >> 20);
          samples.add(sample);
          progress.accept(
              "%5.0f s  %,d sent, %,d consumed, %d MiB after a full collection"
                  .formatted(
                      sample.seconds(), sample.sent(), sample.consumed(), sample.megabytes()));
        }
      }
    }
    return samples;
  }

  private static long consumed(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(StandardLoad.INPUT))
        .mapToLong(entry -> entry.getValue() == null ? 0 : entry.getValue().offset())
        .sum();
  }

  /** Sends as fast as the broker takes it, until it is closed. */
  private static final class Sending implements AutoCloseable {
    private final EventPublisher publisher;
    private final long[] sequences;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Thread thread = new Thread(this::run, "memory-send");
    private volatile boolean closed;

    Sending(String bootstrapServers, int aggregates) {
      sequences = new long[aggregates];
      publisher = new EventPublisher(bootstrapServers);
      thread.setDaemon(true);
      thread.start();
    }

    long sent() {
      return publisher.published();
    }

    private void run() {
      while (!closed) {
        int aggregate = random.nextInt(sequences.length);
        long sequence = ++sequences[aggregate];
        int kind = aggregate % KINDS;
        boolean gapped = kind >= POISONED_BELOW && kind < GAPPED_BELOW;
        if (gapped && sequence == 2) {
          continue;
        }
        boolean bad =
            (kind < POISONED_BELOW && sequence == 1) || (kind >= GAPPED_BELOW && kind < BAD_BELOW);
        publisher.publish(message(aggregate, sequence, bad));
      }
    }

    private static ProducerRecord<byte[], byte[]> message(
        int aggregate, long sequence, boolean bad) {
      String id = "memory-" + aggregate;
      String data =
          bad
              ? "{"
              : "{\"owner\":\"o\",\"amount\":1,\"tag\":\"t\",\"note\":\"" + "x".repeat(200) + "\"}";
      return AccountEvents.record(id, "/bench/memory", sequence, data);
    }

    @Override
    public void close() throws InterruptedException {
      closed = true;
      thread.join(10_000);
      publisher.close();
    }
  }
}
