package io.tidemark.load.compare;

import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * What aggregates in memory cost, and what it costs when far more aggregates than fit there have
 * something to do.
 */
public final class ResidentsRun {
  private static final Duration STALL = Duration.ofMinutes(2);

  /** Its limit is one aggregate for each 32 KiB: 65,536. */
  private static final String ROOMY = "2g";

  private static final int FEW = 10_000;
  private static final int MANY = 60_000;

  /** Holds 50,000. */
  private static final String NARROW = "1563m";

  private final StandardLoad passing;
  private final Consumer<String> progress;

  /**
   * @param aggregates that pass through the heap that holds 50,000
   * @param events that they have together
   * @param progress is told of each result
   */
  public ResidentsRun(int aggregates, int events, Consumer<String> progress) {
    this.passing = StandardLoad.of(events).ofAggregates(aggregates);
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param bytes of heap for each aggregate in memory
   * @param passing events per second of all of them
   * @param resident events per second when all fit
   */
  public record Report(long bytes, double passing, double resident) {}

  /** Measures; all final states are verified. */
  public Report run() throws IOException, InterruptedException, ExecutionException {
    long bytes = bytesPerAggregate();
    progress.accept("%,d bytes for each aggregate in memory".formatted(bytes));
    double resident = rate(passing.ofAggregates(FEW));
    progress.accept("%,d aggregates: %,.0f events/s".formatted(FEW, resident));
    double all = rate(passing);
    progress.accept("%,d aggregates: %,.0f events/s".formatted(passing.aggregates(), all));
    return new Report(bytes, all, resident);
  }

  private static double rate(StandardLoad load)
      throws IOException, InterruptedException, ExecutionException {
    return new ThroughputRun(load, new ChildJvm.Options(NARROW, List.of()))
        .run(new TidemarkContestant(), Files.createTempDirectory("tidemark-bench"))
        .eventsPerSecond();
  }

  private static long bytesPerAggregate()
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createTempDirectory("tidemark-bench");
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      StandardLoad.createTopics(services.bootstrapServers());
      try (CommittedStates states = new CommittedStates(services.bootstrapServers());
          EventPublisher publisher = new EventPublisher(services.bootstrapServers());
          ChildJvm node =
              new TidemarkContestant()
                  .start(services, folder, new ChildJvm.Options(ROOMY, List.of()))) {
        touch(publisher, states, node, 0, FEW);
        long few = node.liveBytes();
        touch(publisher, states, node, FEW, MANY);
        return (node.liveBytes() - few) / (MANY - FEW);
      }
    }
  }

  /** Gives aggregates an event each, and waits for all states. */
  private static void touch(
      EventPublisher publisher, CommittedStates states, ChildJvm node, int from, int to)
      throws IOException {
    for (int account = from; account < to; account++) {
      publisher.publish(AccountEvents.event(account, 1));
    }
    publisher.flush();
    int[] left = {to - from};
    long deadline = System.nanoTime() + STALL.toNanos();
    while (left[0] > 0) {
      node.requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(left[0] + " states have not come");
      }
      states.read((account, version, nanos) -> left[0]--);
    }
  }
}
