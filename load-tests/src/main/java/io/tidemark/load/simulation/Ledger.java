package io.tidemark.load.simulation;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the accounts of one aggregate by the plain meaning of numbers: what was accepted, what was
 * given up, and so what must have been applied by now. Knows nothing of how events are held.
 */
final class Ledger {
  private final AggregateDefinition definition;
  private final SequencePolicy policy;
  private final Map<String, Account> accounts = new HashMap<>();
  private final Set<Object> ids = new HashSet<>();
  private long taken;
  private boolean exact = true;

  /** How many events of a batch share each fate. */
  record Outcome(long accepted, long duplicates, long rejected, long ignored) {}

  Ledger(AggregateDefinition definition) {
    this.definition = definition;
    this.policy = definition.sequence();
  }

  /** Whether it can tell exactly what was applied: never did more wait than the memory may hold. */
  boolean isExact() {
    return exact;
  }

  /** How many distinct events were taken in. */
  long accepted() {
    return taken;
  }

  /**
   * What must become of a batch.
   *
   * @param accepted what was made of it; believed only about late events once not exact any more
   */
  Outcome deliver(List<Event> events, Collection<Event> accepted) {
    long duplicates = 0;
    long rejected = 0;
    long ignored = 0;
    List<Event> now = new ArrayList<>();
    Set<Object> batch = new HashSet<>();
    for (Event event : events) {
      Account account = account(event.source());
      long number = event.sequence();
      if (isBelowStart(number)) {
        rejected++;
      } else if (isDuplicate(account, event) || !batch.add(identity(event))) {
        duplicates++;
      } else if (isTurnedAway(account, event, accepted)) {
        rejected += definition.late() == LatePolicy.DEAD_LETTER ? 1 : 0;
        ignored += definition.late() == LatePolicy.IGNORE ? 1 : 0;
      } else {
        account.came(number);
        if (policy.mode() == Mode.NONE) {
          ids.add(identity(event));
        }
        now.add(event);
      }
    }
    // What waits for other sources is released after the batch, so all of it has to find room.
    exact &= waiting() + now.size() <= definition.gap().hold();
    now.forEach(this::accept);
    settle();
    return new Outcome(now.size(), duplicates, rejected, ignored);
  }

  private boolean isTurnedAway(Account account, Event event, Collection<Event> accepted) {
    return definition.late() != LatePolicy.FOLD
        && (exact ? account.isPassed(event.sequence()) : !accepted.contains(event));
  }

  private static Object identity(Event event) {
    return List.of(event.source(), event.sequence(), event.header().id());
  }

  private boolean isBelowStart(long number) {
    return policy.mode() == Mode.CONTIGUOUS && !policy.startsAtFirst() && number < policy.start();
  }

  private boolean isDuplicate(Account account, Event event) {
    return switch (policy.mode()) {
      case CONTIGUOUS -> account.has(event.sequence());
      case INCREASING -> event.sequence() <= account.highest();
      case NONE -> ids.contains(identity(event));
    };
  }

  private void accept(Event event) {
    Account account = account(event.source());
    taken++;
    account.accept(event);
    account.advance(this::isIncluded);
  }

  /** A gap was given up, or a source's start decided on. */
  void close(String source, long to, boolean decidesStart) {
    account(source).close(to, decidesStart);
    settle();
  }

  /** Applies whatever can be, until nothing can. */
  private void settle() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Account account : accounts.values()) {
        changed |= account.advance(this::isIncluded);
      }
    }
  }

  /** Whether nobody needs to wait for this source's numbers up to this one. */
  private boolean isIncluded(String source, long number) {
    Account account = accounts.get(source);
    return account == null
        ? new Account(source, policy).isIncluded(number)
        : account.isIncluded(number);
  }

  private Account account(String source) {
    return accounts.computeIfAbsent(source, it -> new Account(it, policy));
  }

  private long waiting() {
    long waiting = 0;
    for (Account account : accounts.values()) {
      waiting += account.waiting();
    }
    return waiting;
  }

  /**
   * Version and vector are what they must be. Once more events waited than the memory may hold,
   * causal order is no longer kept, and then they may be ahead.
   */
  void check(long version, Map<String, Long> vector) {
    long applied = taken - waiting();
    if (exact ? version != applied || !isRight(vector) : version < applied) {
      throw new Violation(
          "version and vector must be %d%s and %s, and are %d and %s"
              .formatted(applied, exact ? "" : " or more", expected(), version, vector));
    }
  }

  private boolean isRight(Map<String, Long> vector) {
    int sources = 0;
    for (Map.Entry<String, Account> entry : accounts.entrySet()) {
      if (entry.getValue().applied() > 0) {
        Long number = vector.get(entry.getKey());
        if (number == null || number != number(entry.getValue())) {
          return false;
        }
        sources++;
      }
    }
    return sources == vector.size();
  }

  private long number(Account account) {
    return policy.mode() == Mode.NONE ? account.applied() : account.last();
  }

  private Map<String, Long> expected() {
    Map<String, Long> expected = new HashMap<>();
    accounts.forEach((source, account) -> expected.put(source, number(account)));
    return expected;
  }
}
