package io.tidemark.domain.laws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** One search: small histories, then random ones, until enough of them or out of time. */
final class Search {
  private static final long RANDOM_HISTORIES = 3_000;

  /** How much longer it looks for other broken laws once it has found one. */
  private static final long AFTER_THE_FIRST = 2_000;

  private static final long NANOS_AFTER_THE_FIRST = 2_000_000_000L;

  private static final long BETWEEN_PROGRESS = 500;

  private final String name;
  private final long seed;
  private final LongConsumer progress;
  private final Judge judge;
  private final Later later;
  private final Set<Law> wanted;
  private final List<CounterExample> broken = new ArrayList<>();
  private long deadline;

  /** Also read while a call hangs; what the watch is told of that call comes after it. */
  private long histories;

  private long most = Long.MAX_VALUE;

  Search(
      String name,
      Supplier<? extends Subject> rule,
      Set<Law> laws,
      long seed,
      Duration limit,
      LongConsumer progress,
      CallWatch watch) {
    this.name = name;
    this.wanted = EnumSet.copyOf(laws);
    this.seed = seed;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.progress = progress;
    this.judge = new Judge(rule, laws.contains(Law.IDEMPOTENT), watch);
    this.later = new Later(judge);
  }

  /** A report on a rule that does not return from a call. */
  LawReport stuck(String call) {
    Breach breach = new Breach(Law.TOTAL, call, new History(List.of()), List.of());
    return new LawReport(name, seed, histories, false, List.of(Printed.of(breach)), List.of());
  }

  LawReport report() {
    List<String> remarks = new ArrayList<>();
    boolean complete = true;
    try {
      CandidateValues values = new CandidateValues(judge.shared());
      if (!values.all().isEmpty()) {
        complete = search(values);
      }
      if (values.examplesRefused() > 0) {
        remarks.add(
            "check refuses %d of the values that examples() returns"
                .formatted(values.examplesRefused()));
      }
    } catch (BrokenLaw failure) {
      broken.add(
          Printed.of(
              new Breach(failure.law(), failure.getMessage(), new History(List.of()), List.of())));
    }
    return new LawReport(name, seed, histories, complete, broken, remarks);
  }

  private boolean search(CandidateValues values) throws BrokenLaw {
    Iterator<History> small = Scopes.of(values).iterator();
    while (small.hasNext() && goesOn()) {
      take(small.next(), values);
    }
    RandomHistories random = new RandomHistories(values, seed);
    for (long round = 0; round < RANDOM_HISTORIES && goesOn(); round++) {
      take(random.next(round), values);
    }
    boolean complete = System.nanoTime() - deadline < 0;
    if (broken.isEmpty()) {
      later.judge().ifPresent(this::add);
    }
    return complete;
  }

  private boolean goesOn() {
    // At least one: a report on none says that there was nothing to try.
    return histories == 0
        || (histories < most && !wanted.isEmpty() && System.nanoTime() - deadline < 0);
  }

  private void take(History history, CandidateValues values) throws BrokenLaw {
    histories++;
    if (histories % BETWEEN_PROGRESS == 0) {
      progress.accept(histories);
    }
    if (broken.isEmpty()) {
      later.remember(history);
    }
    Optional<Breach> found = judge.judge(history, wanted);
    if (found.isPresent()) {
      Breach shrunk = new Shrinking(judge, values).shrink(found.get());
      add(later.isSteady(shrunk) ? shrunk : later.judge().orElseGet(() -> Later.unsteady(shrunk)));
    }
  }

  private void add(Breach breach) {
    broken.add(Printed.of(breach));
    wanted.remove(breach.law());
    if (breach.law() == Law.DETERMINISTIC) {
      // Whatever else such a rule does is chance.
      wanted.clear();
    }
    most = Math.min(most, histories + AFTER_THE_FIRST);
    deadline = Math.min(deadline, System.nanoTime() + NANOS_AFTER_THE_FIRST);
  }
}
