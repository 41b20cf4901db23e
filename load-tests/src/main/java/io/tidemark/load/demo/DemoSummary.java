package io.tidemark.load.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.streams.ingest.PathCounters;
import java.util.Locale;

/**
 * What a run of the demo did.
 *
 * @param verified whether every check held
 * @param events distinct events delivered, late ones included
 * @param eventsPerSecond records of the main phase, duplicates included, by the time from the first
 *     one published to the last state announced; the waits for gaps to run out and the late events
 *     are left out, since they measure the demo's patience and not the path
 * @param duplicates events dropped because they were known
 * @param held events that waited for a lower number
 * @param released held events whose wait ended
 * @param gaps gaps that ran out and were skipped
 * @param merges events applied behind the effective time of one already applied
 * @param deadLetters records kept as dead letters
 * @param ecst states announced
 * @param p50Millis the median time from Kafka to the acknowledged state
 * @param p99Millis the same, of the slowest hundredth
 * @param aggregates how many carts and orders
 * @param seed of the generator
 */
record DemoSummary(
    boolean verified,
    long events,
    long eventsPerSecond,
    long duplicates,
    long held,
    long released,
    long gaps,
    long merges,
    long deadLetters,
    long ecst,
    double p50Millis,
    double p99Millis,
    int aggregates,
    long seed) {

  static DemoSummary of(
      boolean verified,
      long events,
      long eventsPerSecond,
      PathCounters counters,
      int aggregates,
      long seed) {
    return new DemoSummary(
        verified,
        events,
        eventsPerSecond,
        counters.duplicates(),
        counters.held(),
        counters.released(),
        counters.gapsSkipped(),
        counters.concurrent(),
        counters.deadLetters(),
        counters.ecst(),
        counters.latencyMillis(0.50),
        counters.latencyMillis(0.99),
        aggregates,
        seed);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("verified", verified);
    json.put("events", events);
    json.put("eventsPerSecond", eventsPerSecond);
    json.put("duplicates", duplicates);
    json.put("held", held);
    json.put("released", released);
    json.put("gaps", gaps);
    json.put("merges", merges);
    json.put("deadLetters", deadLetters);
    json.put("ecst", ecst);
    json.putObject("latencyMs").put("p50", rounded(p50Millis)).put("p99", rounded(p99Millis));
    json.put("aggregates", aggregates);
    json.put("seed", seed);
    return json;
  }

  String table() {
    return String.format(
        Locale.ROOT,
        """

        events delivered          %,12d   of %,d aggregates, seed %d
        events per second         %,12d   first record to last state, waits for gaps left out
        duplicates dropped        %,12d
        events held / released    %,12d / %,d
        gaps skipped              %,12d
        concurrent merges         %,12d
        dead letters              %,12d   three broken records were sent
        states announced          %,12d
        latency p50 / p99         %,10.1f ms / %,.1f ms
        every state as expected   %12s
        """,
        events,
        aggregates,
        seed,
        eventsPerSecond,
        duplicates,
        held,
        released,
        gaps,
        merges,
        deadLetters,
        ecst,
        p50Millis,
        p99Millis,
        verified ? "yes" : "NO");
  }

  private static double rounded(double millis) {
    return Math.round(millis * 10) / 10.0;
  }
}
