package io.tidemark.load.faults;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.BundledAggregates;
import io.tidemark.load.faults.Verdict.Breach;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.model.ReferenceState;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** One run: start, feed while things go wrong, wait until all is done, judge. */
public final class FaultRun {
  private static final long REPORT_NANOS = 5_000_000_000L;

  /** How long nothing at all may move, once no fault is left, before it is called stuck. */
  private static final Duration STUCK = Duration.ofSeconds(90);

  /** How long all that is left may take then, as long as something moves. */
  private static final Duration LONGEST_END = Duration.ofMinutes(10);

  private final Options options;
  private final Consumer<String> out;
  private final List<AggregateDefinition> definitions =
      BundledAggregates.load(Installation.AGGREGATES);
  private final Verdict verdict = new Verdict();
  private final Ledger ledger = new Ledger();
  private final Progress progress = new Progress();
  private final EventGenerator generator;
  private final List<Fault> plan;
  private final Map<String, Object> targets = new ConcurrentHashMap<>();
  private final Map<Fault, String> leftOut = new ConcurrentHashMap<>();
  private Installation installation;
  private long began;

  /**
   * What to run.
   *
   * @param seed decides load and faults
   * @param length of the load
   * @param nodes how many
   * @param perSecond records of the load
   * @param kinds what may go wrong
   * @param every from one fault to the next; empty: as chance has it
   * @param without the rule that the nodes do without, for a control
   */
  record Options(
      long seed,
      Duration length,
      int nodes,
      int perSecond,
      Collection<FaultKind> kinds,
      Optional<Duration> every,
      Optional<Rule> without) {}

  FaultRun(Options options, Consumer<String> out) {
    this.options = options;
    this.out = out;
    this.generator =
        new EventGenerator(
            options.seed(), (int) (options.length().toSeconds() * options.perSecond()));
    this.plan =
        FaultPlan.of(
            options.seed(), options.length(), options.nodes(), options.kinds(), options.every());
  }

  /**
   * Runs it.
   *
   * @param folder for all files, empty
   */
  FaultReport run(Path folder) throws Exception {
    plan.forEach(fault -> say("plan: #%d at %.1f s: %s", fault.number(), fault.at() / 1e3, fault));
    say("starting broker, database and %d nodes", options.nodes());
    try (Installation started =
        Installation.start(
            folder, options.nodes(), options.without(), revived -> say("%s", revived))) {
      installation = started;
      if (options.without().filter(Rule.FENCING::equals).isPresent()) {
        removeFence();
      }
      Map<String, String> typeByTopic =
          definitions.stream()
              .collect(
                  Collectors.toMap(
                      definition -> definition.emit().topic(), AggregateDefinition::type));
      Set<TopicPartition> outputs =
          OffsetWatch.partitionsOf(installation.bootstrapServers(), typeByTopic.keySet());
      try (OutputWatch output = new OutputWatch(installation.bootstrapServers(), typeByTopic);
          OffsetWatch offsets =
              new OffsetWatch(
                  installation.bootstrapServers(),
                  typeByTopic.values(),
                  outputs,
                  ledger,
                  progress);
          Operator operator = new Operator(installation, ledger);
          OffsetRule rule = new OffsetRule(installation, offsets, output, ledger, operator)) {
        began = System.nanoTime();
        feedWhileThingsGoWrong(output);
        awaitQuiet(output, offsets, operator);
        return judge(output, rule, operator);
      }
    }
  }

  /** What keeps two writers apart is the journal's primary key; an index in its place does not. */
  private void removeFence() throws SQLException {
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table event_journal drop constraint event_journal_pkey");
      statement.execute("create index on event_journal (persistence_id, sequence_number)");
    }
  }

  private void feedWhileThingsGoWrong(OutputWatch output)
      throws InterruptedException, ExecutionException, IOException {
    Load load = new Load(options.seed(), generator, options.perSecond());
    try (Feed feed = new Feed(installation.bootstrapServers(), load, options.perSecond(), ledger)) {
      CompletableFuture<Void> feeding = async(feed::run);
      CompletableFuture<?> faults =
          CompletableFuture.allOf(
              plan.stream().map(this::schedule).toArray(CompletableFuture<?>[]::new));
      CompletableFuture<?> all = CompletableFuture.allOf(feeding, faults);
      while (true) {
        try {
          all.get(REPORT_NANOS, TimeUnit.NANOSECONDS);
          break;
        } catch (TimeoutException goingOn) {
          report(output);
        }
      }
    }
    say("all %,d records sent, all faults over", ledger.records());
  }

  private void report(OutputWatch output) {
    say(
        "sent %,d, %,d behind, announced %,d",
        ledger.records(), progress.behind(ledger.ends()), output.announced());
  }

  private CompletableFuture<?> schedule(Fault fault) {
    CompletableFuture<Void> over =
        async(
            () -> {
              TimeUnit.NANOSECONDS.sleep(began + fault.at() * 1_000_000 - System.nanoTime());
              // On a slow machine the fault before may not be over yet.
              synchronized (targets.computeIfAbsent(fault.target(), any -> new Object())) {
                happen(fault);
              }
            });
    over.exceptionally(
        failure -> {
          say("#%d could not be made to happen, or good again: %s", fault.number(), failure);
          return null;
        });
    return over;
  }

  private void happen(Fault fault) throws Exception {
    Optional<String> obstacle = installation.obstacle(fault.kind());
    if (obstacle.isPresent()) {
      leftOut.put(fault, obstacle.get());
      say("#%d is left out: %s", fault.number(), obstacle.get());
      return;
    }
    say("#%d begins: %s", fault.number(), fault);
    Progress.Effect effect = progress.begin(fault);
    new Injection(installation).run(fault);
    progress.end(effect, ledger.ends());
    say("#%d is over after %.1f s", fault.number(), effect.healedSeconds());
  }

  private interface Work {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> async(Work work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (Exception | Error failure) {
                done.completeExceptionally(failure);
              }
            },
            "fault-run");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /**
   * Until everything is committed, no gap is open that time could close, and the output is read.
   */
  private void awaitQuiet(OutputWatch output, OffsetWatch offsets, Operator operator)
      throws InterruptedException {
    long quiet = System.nanoTime();
    long moved = quiet;
    long reported = moved;
    String before = "";
    while (true) {
      String now = progress.behind(ledger.ends()) + " behind, " + openGaps() + " gaps open";
      String letters = operator.pending() + " dead letters to be dealt with";
      if (progress.reaches(ledger.ends())
          && now.endsWith(" 0 gaps open")
          && letters.startsWith("0 ")) {
        break;
      }
      now += ", " + letters;
      if (!now.equals(before)) {
        moved = System.nanoTime();
        before = now;
      }
      if (System.nanoTime() - moved > STUCK.toNanos()
          || System.nanoTime() - quiet > LONGEST_END.toNanos()) {
        verdict.add(Breach.STUCK, "it does not end: " + now);
        break;
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        say("waiting: %s", now);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    try {
      // Gaps were closed by records on the control topics, which are announced when committed.
      TimeUnit.SECONDS.sleep(3);
      if (!output.awaitRead(offsets.outputEnds(), STUCK)) {
        verdict.add(Breach.STUCK, "the output cannot be read to its end");
      }
    } catch (ExecutionException | TimeoutException e) {
      verdict.add(Breach.STUCK, "the output's end cannot be seen: " + e);
    }
  }

  private long openGaps() {
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from open_gap")) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      return -1;
    }
  }

  private FaultReport judge(OutputWatch output, OffsetRule rule, Operator operator)
      throws Exception {
    say("judging %,d aggregates", generator.aggregates());
    ledger.problem().ifPresent(problem -> verdict.add(Breach.STUCK, "the harness: " + problem));
    rule.close();
    operator.close();
    Judge judge = new Judge(generator, definitions, ledger, output, operator, verdict);
    try (Connection connection = installation.connect()) {
      Map<AggregateKey, ReferenceState> states = judge.judge(connection);
      ProjectionJudge projections = new ProjectionJudge(definitions, states);
      long deadline = System.nanoTime() + STUCK.toNanos();
      List<String> differences = projections.differences(connection);
      while (!differences.isEmpty() && System.nanoTime() < deadline) {
        TimeUnit.SECONDS.sleep(1);
        differences = projections.differences(connection);
      }
      verdict.addAll(Breach.DIVERGENT, differences);
    }
    verdict.addAll(Breach.OUT_OF_ORDER, output.violations());
    verdict.addAll(Breach.COMMITTED_EARLY, rule.violations());
    if (judge.account().sum() != ledger.records()) {
      verdict.add(Breach.LOST, "the account does not add up: " + judge.account().text());
    }
    int ownEnds = installation.sites().stream().mapToInt(site -> site.node().ownEnds()).sum();
    return new FaultReport(
        options,
        verdict,
        progress,
        judge.account().text() + "; " + operator.text(),
        ledger.records(),
        output.announced(),
        rule.samples(),
        rule.records(),
        leftOut,
        ownEnds);
  }

  private void say(String format, Object... values) {
    double seconds = began == 0 ? 0 : (System.nanoTime() - began) / 1e9;
    out.accept(String.format("%6.1f s  ", seconds) + String.format(format, values));
  }
}
