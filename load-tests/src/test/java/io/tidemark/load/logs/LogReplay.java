package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.app.Node;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.Announcement;
import io.tidemark.load.demo.BundledAggregates;
import io.tidemark.load.demo.EcstTracker;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.demo.StateVerifier;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Feeds a whole log, in no order at all and partly twice, to a node on a real Kafka and PostgreSQL,
 * and compares every aggregate with a fold of the log in its order.
 */
final class LogReplay {
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final double DUPLICATES = 0.05;

  private final AggregateDefinition definition;
  private final List<CloudEvent> log;
  private final Map<String, List<CloudEvent>> byAggregate;

  LogReplay(String definitionFile, List<CloudEvent> log) {
    this.definition = BundledAggregates.load(definitionFile).get(0);
    this.log = log;
    this.byAggregate = log.stream().collect(Collectors.groupingBy(CloudEvent::subject));
  }

  /**
   * @param points how often to look back, at random
   */
  void run(long seed, int points) throws Exception {
    EmbeddedServices services = SharedServices.get();
    List<CloudEvent> delivery = disordered(seed);
    try (Node node =
            Node.start(
                NodeSettings.on(services, "replay-" + definition.type(), 0), List.of(definition));
        EventPublisher publisher = new EventPublisher(services.bootstrapServers());
        EcstTracker tracker =
            new EcstTracker(
                services.bootstrapServers(),
                Map.of(definition.emit().topic(), definition.type()))) {
      tracker.expect(expectedVersions());
      delivery.forEach(event -> publisher.publish(definition.topics().get(0), event));
      publisher.flush();
      boolean reached = tracker.await(STALL, () -> {});
      assertTrue(reached, () -> "seed " + seed + ", behind: " + tracker.describePending(10));
      assertEquals(List.of(), differences(tracker), "seed " + seed);
      assertEquals(List.of(), past(node).differences(points, new Random(seed)), "seed " + seed);
      assertEquals(0, node.counters().deadLetters());
      if (node.counters().restarts() == 0) {
        // A stream that starts again, on a machine that has no time, was not told of all it did.
        assertEquals(log.size(), node.counters().applied(), "events applied");
      }
    }
  }

  private PastProbe past(Node node) {
    return new PastProbe(
        "http://127.0.0.1:" + node.httpPort() + "/aggregates/" + definition.type() + "/",
        new StateVerifier(definition),
        byAggregate);
  }

  private List<CloudEvent> disordered(long seed) {
    Random random = new Random(seed);
    List<CloudEvent> delivery = new ArrayList<>(log);
    log.stream().filter(event -> random.nextDouble() < DUPLICATES).forEach(delivery::add);
    Collections.shuffle(delivery, random);
    return delivery;
  }

  private Map<AggregateKey, Long> expectedVersions() {
    Map<AggregateKey, Long> versions = new HashMap<>();
    byAggregate.forEach((id, events) -> versions.put(key(id), (long) events.size()));
    return versions;
  }

  private List<String> differences(EcstTracker tracker) {
    StateVerifier verifier = new StateVerifier(definition);
    Map<AggregateKey, Announcement> latest = tracker.latest();
    List<String> differences = new ArrayList<>(tracker.violations());
    byAggregate.forEach(
        (id, events) ->
            verifier.differences(verifier.expected(events), latest.get(key(id))).stream()
                .map(difference -> id + " " + difference)
                .forEach(differences::add));
    if (latest.size() != byAggregate.size()) {
      differences.add(byAggregate.size() + " aggregates, " + latest.size() + " announced");
    }
    return differences.subList(0, Math.min(10, differences.size()));
  }

  private AggregateKey key(String id) {
    return new AggregateKey(definition.type(), id);
  }
}
