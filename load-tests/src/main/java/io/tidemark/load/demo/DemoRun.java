package io.tidemark.load.demo;

import io.tidemark.app.Node;
import io.tidemark.app.command.CommandFailure;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.generate.BrokenRecords;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.generate.ShopEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One run on a node that has started: publish, wait, publish the late events, wait, judge. */
final class DemoRun {
  /**
   * How many records may be in Kafka and not yet consumed. More would change the latency and not
   * the throughput: it is full of work either way.
   */
  private static final long MOST_AHEAD = 10_000;

  /** How long nothing may move before the run gives up. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private final EventGenerator generator;
  private final List<AggregateDefinition> definitions;
  private final Node node;
  private final String bootstrapServers;
  private final DemoProgress progress;

  DemoRun(
      EventGenerator generator,
      List<AggregateDefinition> definitions,
      Node node,
      String bootstrapServers,
      DemoProgress progress) {
    this.generator = generator;
    this.definitions = definitions;
    this.node = node;
    this.bootstrapServers = bootstrapServers;
    this.progress = progress;
  }

  /** What came of it. */
  record Outcome(Differences differences, long eventsPerSecond) {}

  Outcome run() throws InterruptedException {
    ExpectedVersions expected = ExpectedVersions.of(generator);
    Map<String, String> typeByTopic =
        definitions.stream()
            .collect(
                Collectors.toMap(
                    definition -> definition.emit().topic(), AggregateDefinition::type));
    try (EventPublisher publisher = new EventPublisher(bootstrapServers);
        EcstTracker tracker = new EcstTracker(bootstrapServers, typeByTopic)) {
      tracker.expect(expected.beforeSkips());
      long started = System.nanoTime();
      publishMainPhase(publisher);
      long published = publisher.published();
      BrokenRecords.all("shop.carts").forEach(publisher::publish);
      publisher.flush();
      await(tracker, "states to be announced");
      double seconds = (tracker.lastReachedNanos() - started) / 1e9;
      progress.say("%,d records in %.1f s; waiting for gaps to run out", published, seconds);

      tracker.expect(expected.afterSkips());
      await(tracker, "gaps to be skipped");
      generator.late().forEach(publisher::publish);
      publisher.flush();
      tracker.expect(expected.complete());
      await(tracker, "late events to be folded in");

      progress.say("checking %,d aggregates against the reference model", generator.aggregates());
      DemoVerification verification =
          new DemoVerification(generator, definitions, new Queries(node.httpPort()));
      Differences differences = verification.verify(tracker, node.counters().deadLetters());
      return new Outcome(differences, Math.round(published / seconds));
    }
  }

  private void publishMainPhase(EventPublisher publisher) throws InterruptedException {
    Iterator<ShopEvent> delivery = generator.delivery();
    long moved = System.nanoTime();
    long before = -1;
    while (delivery.hasNext()) {
      long consumed = node.counters().consumed();
      if (publisher.published() - consumed < MOST_AHEAD) {
        for (int count = 0; count < 500 && delivery.hasNext(); count++) {
          publisher.publish(delivery.next());
        }
        moved = System.nanoTime();
      } else {
        Thread.sleep(1);
        moved = consumed == before ? moved : System.nanoTime();
        if (System.nanoTime() - moved > STALL.toNanos()) {
          throw CommandFailure.failed("the node has consumed nothing for " + seconds(STALL));
        }
      }
      before = consumed;
      progress.at("published %,d, consumed %,d", publisher.published(), consumed);
    }
  }

  private void await(EcstTracker tracker, String what) throws InterruptedException {
    boolean reached =
        tracker.await(
            STALL,
            () ->
                progress.at(
                    "waiting for %s: %,d aggregates left, %,d states announced",
                    what, tracker.pending(), tracker.received()));
    if (!reached) {
      throw CommandFailure.failed(
          "waiting for "
              + what
              + ": nothing was announced for "
              + seconds(STALL)
              + ", and "
              + tracker.pending()
              + " aggregates are behind:\n  "
              + String.join("\n  ", tracker.describePending(10)));
    }
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
