package io.tidemark.load.faults;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.Announcement;
import io.tidemark.load.demo.StateVerifier;
import io.tidemark.load.faults.Ledger.Entry;
import io.tidemark.load.faults.Ledger.EventId;
import io.tidemark.load.faults.Verdict.Breach;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.ReferenceState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The judgement at the end: every record accounted for exactly once in the journal or among the
 * dead letters, every state and every projected row as the reference model says.
 */
final class Judge {
  private final EventGenerator generator;
  private final Map<String, StateVerifier> verifiers;
  private final Map<AggregateKey, List<Entry>> sent;
  private final Map<AggregateKey, Announcement> announced;
  private final Map<String, String> letters = new HashMap<>();
  private final Journal journal = new Journal();
  private final Operator operator;
  private final Verdict verdict;
  private final Map<AggregateKey, ReferenceState> states = new HashMap<>();
  private final Account account = new Account();

  /** What became of the records. */
  static final class Account {
    private long applied;
    private long duplicates;
    private long letters;
    private long held;

    /** All records, as the parts that they fall into. */
    String text() {
      return String.format(
          "%,d applied, %,d held, %,d duplicates, %,d dead letters",
          applied, held, duplicates, letters);
    }

    long sum() {
      return applied + duplicates + letters + held;
    }
  }

  Judge(
      EventGenerator generator,
      List<AggregateDefinition> definitions,
      Ledger ledger,
      OutputWatch output,
      Operator operator,
      Verdict verdict) {
    this.generator = generator;
    this.verifiers =
        definitions.stream()
            .collect(Collectors.toMap(AggregateDefinition::type, StateVerifier::new));
    this.sent = ledger.aggregates();
    this.announced = output.latest();
    this.operator = operator;
    this.verdict = verdict;
  }

  /** Judges all but the projections, which are given the states to compare with. */
  Map<AggregateKey, ReferenceState> judge(Connection connection) throws SQLException {
    journal.read(connection);
    readLetters(connection);
    Set<AggregateKey> unexpected = new HashSet<>(journal.aggregates());
    unexpected.addAll(announced.keySet());
    for (int index = 0; index < generator.aggregates(); index++) {
      List<ShopEvent> history = generator.history(index);
      AggregateKey key = new Load.Sent(history.get(0), null).key();
      judge(key, history);
      unexpected.remove(key);
    }
    unexpected.forEach(key -> verdict.add(Breach.DIVERGENT, key + " was never sent"));
    letters.forEach((place, reason) -> verdict.add(Breach.DIVERGENT, place + " is a dead letter"));
    return states;
  }

  private void readLetters(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select id, reason from dead_letter")) {
      while (result.next()) {
        letters.put(result.getString(1), result.getString(2));
      }
    }
  }

  private void judge(AggregateKey key, List<ShopEvent> history) {
    List<Entry> entries = sent.getOrDefault(key, List.of());
    Journal.Recorded recorded = journal.of(key);
    Expectation expected = new Expectation(entries, recorded, operator);
    if (!recorded.isWhole()) {
      verdict.add(Breach.APPLIED_TWICE, key + ": two rows of its journal have one number");
    }
    verdict.addAll(
        Breach.LOST, expected.problems().stream().map(problem -> key + ": " + problem).toList());
    for (EventId event : expected.sound()) {
      int times = recorded.times(event);
      if (times != 1) {
        verdict.add(
            times == 0 ? Breach.LOST : Breach.APPLIED_TWICE,
            key + ": " + event + " is in the journal " + times + " times");
      }
    }
    for (EventId event : recorded.events()) {
      if (!expected.sound().contains(event)) {
        verdict.add(Breach.DIVERGENT, key + ": " + event + " was never sent sound");
      }
    }
    judgeLetters(key, expected, recorded);
    account(entries, expected);
    List<CloudEvent> applied = new ArrayList<>();
    for (ShopEvent event : history) {
      EventId id = new EventId(event.event().source(), event.event().sequence());
      if (expected.sound().contains(id) && expected.isApplied(id)) {
        applied.add(event.event().at(expected.timeOf(id)));
      }
    }
    judgeState(key, applied);
  }

  private void judgeLetters(AggregateKey key, Expectation expected, Journal.Recorded recorded) {
    for (Entry entry : expected.poisoned()) {
      String reason = letters.remove(entry.place());
      if (reason == null && expected.mustRemain(entry)) {
        verdict.add(
            Breach.LOST, key + ": no dead letter of " + entry.place() + ", " + entry.poison());
      } else if (reason != null && expected.mustBeGone(entry, recorded)) {
        verdict.add(
            Breach.DIVERGENT, key + ": " + entry.place() + " is a dead letter still, and settled");
      } else if (reason != null && !reason.equals(entry.poison().reason())) {
        verdict.add(
            Breach.DIVERGENT,
            key + ": " + entry.place() + " has the reason " + reason + ", not " + entry.poison());
      }
    }
  }

  private void account(List<Entry> entries, Expectation expected) {
    long redriven = expected.poisoned().stream().filter(operator::hasRedriven).count();
    long letters = expected.poisoned().size() - redriven;
    account.letters += letters;
    account.held += expected.held();
    account.applied += expected.sound().size() - expected.held();
    account.duplicates += entries.size() - letters - expected.sound().size();
  }

  private void judgeState(AggregateKey key, List<CloudEvent> applied) {
    StateVerifier verifier = verifiers.get(key.type());
    ReferenceState state = verifier.expected(applied);
    states.put(key, state);
    for (String difference : verifier.differences(state, announced.get(key))) {
      verdict.add(Breach.DIVERGENT, key + ": " + difference);
    }
  }

  /** What became of the records. */
  Account account() {
    return account;
  }
}
