package io.tidemark.load.demo;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.generate.BrokenRecords;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopAggregate;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.generate.ShopEvent.Fate;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.ReferenceState;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The demo's judgement: every announced state, a sample of the answers over HTTP, the projections'
 * rows and the output's promises, against the reference model.
 */
final class DemoVerification {
  private static final int SAMPLE = 200;
  private static final Duration PROJECTION_PATIENCE = Duration.ofSeconds(30);

  private final EventGenerator generator;
  private final List<AggregateDefinition> definitions;
  private final Map<String, StateVerifier> verifiers;
  private final Queries queries;
  private final Differences differences = new Differences();
  private final Map<String, Long> rows = new HashMap<>();

  DemoVerification(
      EventGenerator generator, List<AggregateDefinition> definitions, Queries queries) {
    this.generator = generator;
    this.definitions = definitions;
    this.queries = queries;
    this.verifiers =
        definitions.stream()
            .collect(Collectors.toMap(AggregateDefinition::type, StateVerifier::new));
  }

  /** Runs every check; what it finds is in the result. */
  Differences verify(EcstTracker tracker, long deadLetters) throws InterruptedException {
    verifyStates(tracker.latest());
    differences.addAll("announcements:", tracker.violations());
    verifyProjections();
    int broken = BrokenRecords.all("any").size();
    if (deadLetters != broken) {
      differences.add("dead letters: expected " + broken + ", actual " + deadLetters);
    }
    return differences;
  }

  private void verifyStates(Map<AggregateKey, Announcement> latest) throws InterruptedException {
    Set<AggregateKey> unexpected = new HashSet<>(latest.keySet());
    int step = Math.max(1, generator.aggregates() / SAMPLE);
    for (int index = 0; index < generator.aggregates(); index++) {
      List<ShopEvent> history = generator.history(index);
      ShopAggregate aggregate = history.get(0).aggregate();
      AggregateKey key = new AggregateKey(aggregate.type(), aggregate.id());
      StateVerifier verifier = verifiers.get(key.type());
      ReferenceState expected = verifier.expected(delivered(history));
      differences.addAll(key.toString(), verifier.differences(expected, latest.get(key)));
      unexpected.remove(key);
      if (expected.version() > 0 && !expected.deleted()) {
        rows.merge(key.type(), 1L, Long::sum);
        if (index % step == 0) {
          verifyAnswer(key, expected);
        }
      }
    }
    unexpected.forEach(key -> differences.add(key + " was announced, and never written"));
  }

  private void verifyAnswer(AggregateKey key, ReferenceState expected) throws InterruptedException {
    try {
      byte[] answer = queries.aggregate(key);
      differences.addAll(
          key + " over HTTP", verifiers.get(key.type()).differences(expected, answer));
    } catch (IOException e) {
      differences.add(key + " over HTTP: " + e);
    }
  }

  /** Projections follow the announcements, so they are given time to arrive. */
  private void verifyProjections() throws InterruptedException {
    for (AggregateDefinition definition : definitions) {
      for (String projection : definition.projections().keySet()) {
        long expected = rows.getOrDefault(definition.type(), 0L);
        try {
          long actual = awaitRows(projection, expected);
          if (actual != expected) {
            differences.add(
                "projection " + projection + ": expected " + expected + " rows, actual " + actual);
          }
        } catch (IOException e) {
          differences.add("projection " + projection + ": " + e);
        }
      }
    }
  }

  private long awaitRows(String projection, long expected)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PROJECTION_PATIENCE.toNanos();
    while (true) {
      long actual = queries.countRows(projection);
      if (actual == expected || System.nanoTime() > deadline) {
        return actual;
      }
      Thread.sleep(250);
    }
  }

  private static List<CloudEvent> delivered(List<ShopEvent> history) {
    return history.stream()
        .filter(event -> event.fate() != Fate.MISSING)
        .map(ShopEvent::event)
        .toList();
  }
}
