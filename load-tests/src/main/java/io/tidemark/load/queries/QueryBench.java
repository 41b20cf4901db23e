package io.tidemark.load.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.Node;
import io.tidemark.app.definition.AggregatesFile;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.bench.Surroundings;
import io.tidemark.load.demo.NodeSettings;
import io.tidemark.load.generate.EventPublisher;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.services.EmbeddedServices;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Queries while events flow in: single aggregates at random, and a page of a projection filtered by
 * an indexed column. Broker, database, node and whoever asks share one machine and one process, the
 * database excepted.
 */
public final class QueryBench {
  private static final int READS = 3_000;
  private static final int FILTERED = 1_000;
  private static final int EVENTS = 2_000;
  private static final int READERS = 16;
  private static final int FILTERING = 8;
  private static final int OWNERS = 1_000;
  private static final double MOST_MILLISECONDS = 50;
  private static final Duration LONGEST_FILL = Duration.ofMinutes(15);
  private static final String TOPIC = "bench.accounts";
  private static final String FILE =
      """
      aggregates:
        account:
          topics: [bench.accounts]
          state: { owner: lww, total: counter, tags: set }
          events:
            account.Changed: [ { set: { owner: /owner } }, { increment: { total: /by } }, { add: { tags: /tag } } ]
          emit: { topic: bench.account-state }
          projections:
            accounts: { columns: { owner: { type: text, index: true }, total: numeric, tags: jsonb } }
      """;

  private final int rows;
  private final Duration warmUp;
  private final Duration length;
  private final Consumer<String> progress;

  /**
   * @param rows of the projection; as many aggregates
   * @param length what is measured, after the warm-up
   */
  public QueryBench(int rows, Duration warmUp, Duration length, Consumer<String> progress) {
    this.rows = rows;
    this.warmUp = warmUp;
    this.length = length;
    this.progress = progress;
  }

  /** What was measured; the rates are those that were reached. */
  public record Report(
      int rows, long seconds, double events, OpenLoop.Outcome reads, OpenLoop.Outcome filtered) {

    /** Whether rates and times are what they must be. */
    public boolean holds() {
      return reads.p99() < MOST_MILLISECONDS
          && filtered.p99() < MOST_MILLISECONDS
          && reads.refused() + filtered.refused() == 0
          && events >= 0.95 * EVENTS;
    }

    /** For people. */
    public String table() {
      StringBuilder table = new StringBuilder(Surroundings.lines(Surroundings.describe()));
      table.append(
          String.format(
              Locale.ROOT,
              "settings  %,d aggregates and rows, %d s, open loop, %,.0f events/s beside it%n%n",
              rows,
              seconds,
              events));
      table.append(
          String.format(
              Locale.ROOT,
              "%-22s %10s %8s %8s %8s %8s%n",
              "",
              "answers/s",
              "p50 ms",
              "p99 ms",
              "p999 ms",
              "refused"));
      line(table, "single aggregates", reads);
      line(table, "filtered projection", filtered);
      return table
          .append(
              String.format(
                  Locale.ROOT,
                  "%np99 under %.0f ms: %s%n",
                  MOST_MILLISECONDS,
                  holds() ? "holds" : "does not hold"))
          .toString();
    }

    private static void line(StringBuilder table, String name, OpenLoop.Outcome outcome) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-22s %10.0f %8.1f %8.1f %8.1f %8d%n",
              name,
              outcome.perSecond(),
              outcome.p50(),
              outcome.p99(),
              outcome.p999(),
              outcome.refused()));
    }

    /** For programs. */
    public String json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("rows", rows).put("seconds", seconds).put("events", events).put("holds", holds());
      put(json.putObject("reads"), reads);
      put(json.putObject("filtered"), filtered);
      for (Map.Entry<String, String> each : Surroundings.describe().entrySet()) {
        json.put(each.getKey(), each.getValue());
      }
      return json.toString();
    }

    private static void put(ObjectNode json, OpenLoop.Outcome outcome) {
      json.put("perSecond", outcome.perSecond()).put("p50", outcome.p50());
      json.put("p99", outcome.p99()).put("p999", outcome.p999()).put("refused", outcome.refused());
    }
  }

  /** Starts all that is needed, fills it, and measures. */
  public Report run() throws Exception {
    try (EmbeddedServices services = EmbeddedServices.start(EmbeddedServices.Options.temporary());
        Node node =
            Node.start(
                NodeSettings.on(services, "bench-queries", 0),
                AggregatesFile.parse("queries", FILE));
        EventPublisher publisher = new EventPublisher(services.bootstrapServers())) {
      fill(node.httpPort(), publisher);
      Flow flow = new Flow(publisher);
      progress.accept("warming up for " + warmUp.toSeconds() + " s");
      measure(node.httpPort(), flow, warmUp);
      progress.accept("measuring for " + length.toSeconds() + " s");
      return measure(node.httpPort(), flow, length);
    }
  }

  private void fill(int port, EventPublisher publisher) throws Exception {
    for (int account = 0; account < rows; account++) {
      publisher.publish(TOPIC, event(account, 1));
    }
    publisher.flush();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest count =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/projections/accounts/count"))
            .build();
    long deadline = System.nanoTime() + LONGEST_FILL.toNanos();
    long there = 0;
    while (there < rows) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("only " + there + " rows came within " + LONGEST_FILL);
      }
      Thread.sleep(2_000);
      JsonNode answer =
          ExactJson.mapper().readTree(client.send(count, BodyHandlers.ofString()).body());
      there = answer.path("count").asLong();
      progress.accept(there + " of " + rows + " rows");
    }
  }

  private Report measure(int port, Flow flow, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      long start = System.nanoTime() + 100_000_000L;
      OpenLoop reads =
          new OpenLoop(
              port, READS, READERS, random -> "/aggregates/account/a-" + random.nextInt(rows));
      OpenLoop filtered =
          new OpenLoop(
              port,
              FILTERED,
              FILTERING,
              random ->
                  "/projections/accounts?owner=o-"
                      + random.nextInt(OWNERS)
                      + "&sort=-total&limit=20");
      Future<Double> events = threads.submit(() -> flow.send(start, time));
      Future<OpenLoop.Outcome> read = threads.submit(() -> reads.ask(start, time));
      Future<OpenLoop.Outcome> found = threads.submit(() -> filtered.ask(start, time));
      return new Report(rows, time.toSeconds(), events.get(), read.get(), found.get());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Events by the clock, one account after the other. */
  private final class Flow {
    private final EventPublisher publisher;
    private long sent;

    Flow(EventPublisher publisher) {
      this.publisher = publisher;
    }

    /** How many a second it became. */
    double send(long start, Duration time) {
      long count = EVENTS * time.toMillis() / 1_000;
      for (long i = 0; i < count; i++) {
        long due = start + i * 1_000_000_000L / EVENTS;
        // Woken up each millisecond rather than for each event, which would take more of the
        // machine.
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(Math.max(1_000_000, due - System.nanoTime()));
        }
        publisher.publish(TOPIC, event((int) (sent % rows), 2 + sent / rows));
        sent++;
      }
      publisher.flush();
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static CloudEvent event(int account, long sequence) {
    return new CloudEvent(
        account + "-" + sequence,
        "/bench",
        "account.Changed",
        "a-" + account,
        sequence,
        "2026-01-31T12:00:00Z",
        Optional.empty(),
        Optional.empty(),
        JsonNodeFactory.instance
            .objectNode()
            .put("owner", "o-" + account % OWNERS)
            .put("by", 1 + account % 97)
            .put("tag", "t-" + sequence % 8));
  }
}
