package io.tidemark.load.compare;

import io.tidemark.app.ClassArchive;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.services.EmbeddedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How long a contestant takes to come back. It has worked off one event of each account; then it is
 * killed, and at once started again with an empty folder, as on a new machine, while half of the
 * accounts get another event. The start has an archive of the program's classes, as an image does.
 */
final class RecoveryRun {
  private static final Duration STALL = Duration.ofMinutes(5);

  private final int accounts;
  private final String heap;

  RecoveryRun(int accounts, String heap) {
    this.accounts = accounts;
    this.heap = heap;
  }

  /**
   * Seconds after the kill.
   *
   * @param first when a reader of committed records saw a state again
   * @param caughtUp when it had seen the states of all events
   */
  record Times(double first, double caughtUp) {}

  /**
   * Runs it.
   *
   * @throws IllegalStateException when the contestant ends by itself or stalls
   */
  Times run(Contestant contestant) throws IOException, InterruptedException, ExecutionException {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary())) {
      StandardLoad.createTopics(services.bootstrapServers());
      try (CommittedStates states = new CommittedStates(services.bootstrapServers());
          EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
        return run(contestant, services, states, publisher);
      }
    }
  }

  private Times run(
      Contestant contestant,
      EmbeddedServices services,
      CommittedStates states,
      EventPublisher publisher)
      throws IOException, InterruptedException {
    publish(publisher, accounts, 1);
    Path folder = Files.createTempDirectory("tidemark-bench");
    Path list = folder.resolve("classes.list");
    Path archive = folder.resolve("classes.jsa");
    ChildJvm before = start(contestant, services, "-XX:DumpLoadedClassList=" + list);
    try {
      await(before, states, accounts, 1, System.nanoTime());
      ClassArchive.write(list, ChildJvm.asLaunched(Runtime.version().feature()), archive);
    } finally {
      before.kill();
    }
    long killed = System.nanoTime();
    try (ChildJvm after = start(contestant, services, "-XX:SharedArchiveFile=" + archive)) {
      publish(publisher, accounts / 2, 2);
      return await(after, states, accounts / 2, 2, killed);
    }
  }

  private ChildJvm start(Contestant contestant, EmbeddedServices services, String option)
      throws IOException {
    Path folder = Files.createTempDirectory("tidemark-bench");
    return contestant.start(services, folder, new ChildJvm.Options(heap, List.of(option)));
  }

  private static void publish(EventPublisher publisher, int count, long sequence) {
    for (int account = 0; account < count; account++) {
      publisher.publish(AccountEvents.event(account, sequence));
    }
    publisher.flush();
  }

  private static Times await(
      ChildJvm process, CommittedStates states, int count, long version, long since)
      throws IOException {
    BitSet seen = new BitSet(count);
    long[] first = {0};
    long moved = System.nanoTime();
    while (seen.cardinality() < count) {
      process.requireAlive();
      int before = seen.cardinality();
      states.read(
          (account, found, nanos) -> {
            first[0] = first[0] == 0 ? nanos : first[0];
            if (found >= version) {
              seen.set(account);
            }
          });
      if (seen.cardinality() > before) {
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STALL.toNanos()) {
        throw new IllegalStateException(
            "no state was seen for "
                + STALL.toSeconds()
                + " s, with "
                + (count - seen.cardinality())
                + " left");
      }
    }
    return new Times((first[0] - since) / 1e9, (System.nanoTime() - since) / 1e9);
  }
}
