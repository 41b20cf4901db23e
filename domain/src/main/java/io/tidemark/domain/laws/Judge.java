package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Says whether the laws hold for one history. What it finds, it has seen twice: a result that does
 * not come again is no proof of anything but chance.
 */
final class Judge {
  private final Supplier<? extends Subject> fresh;
  private final GuardedRule shared;
  private final boolean appliesAgain;
  private final CallWatch watch;

  /**
   * A judge of one rule.
   *
   * @param appliesAgain whether the rule has to bear that an event is applied a second time
   * @param watch is told of each call
   */
  Judge(Supplier<? extends Subject> fresh, boolean appliesAgain, CallWatch watch) {
    this.appliesAgain = appliesAgain;
    this.watch = watch;
    this.fresh = fresh;
    this.shared = new GuardedRule(fresh.get(), watch);
  }

  /** The instance that serves all histories, as one serves all aggregates. */
  GuardedRule shared() {
    return shared;
  }

  /** The first of the wanted laws that does not hold; empty when all do, as far as can be seen. */
  Optional<Breach> judge(History history, Set<Law> wanted) {
    List<Occurrence> occurrences = history.occurrences();
    List<Occurrence> byStamp = History.byStamp(occurrences);
    Run run = Run.of(shared, byStamp);
    Optional<Breach> breach =
        unsteady(history, run, byStamp)
            .or(() -> failed(history, run))
            .or(() -> run.failure() == null ? idempotent(history, byStamp, run) : none())
            .filter(found -> wanted.contains(found.law()));
    return breach.isPresent() || run.failure() != null
        ? breach
        : commutative(history, occurrences, run).filter(found -> wanted.contains(found.law()));
  }

  /** Whether the rule, asked again, does now what it did then, in the order of the clock. */
  Optional<Breach> judgeAgain(History history, Run then) {
    return judgeAgain(history, then, History.byStamp(history.occurrences()));
  }

  private Optional<Breach> judgeAgain(History history, Run then, List<Occurrence> order) {
    Run again = Run.of(shared, order);
    return then.equalsIn(again)
        ? unsteady(history, then, order)
        : differ(history, then.outcome(""), again.outcome("when called again"));
  }

  /** One run in the order of the clock. */
  Run run(History history) {
    return Run.of(shared, History.byStamp(history.occurrences()));
  }

  private Optional<Breach> unsteady(History history, Run run, List<Occurrence> order) {
    Run anew = Run.of(new GuardedRule(fresh.get(), watch), order);
    return run.equalsIn(anew)
        ? none()
        : differ(history, run.outcome(""), anew.outcome("by a new instance of the class"));
  }

  private static Optional<Breach> differ(History history, Outcome once, Outcome again) {
    return breach(Law.DETERMINISTIC, history, once, again);
  }

  private static Optional<Breach> failed(History history, Run run) {
    return run.failure() == null
        ? none()
        : Optional.of(
            new Breach(
                run.failure().law(),
                run.failure().getMessage(),
                history,
                List.of(run.outcome(""))));
  }

  private Optional<Breach> idempotent(History history, List<Occurrence> order, Run run) {
    if (!appliesAgain) {
      return none();
    }
    // Of a longer history only as a whole: its beginnings are histories of their own.
    int first = order.size() <= 3 ? 0 : order.size() - 1;
    for (int last = first; last < order.size(); last++) {
      for (int again = 0; again <= last; again++) {
        List<Occurrence> twice = new ArrayList<>(order.subList(0, last + 1));
        twice.add(order.get(again));
        Optional<Breach> breach = appliedAgain(history, run.states().get(last), twice);
        if (breach.isPresent()) {
          return breach;
        }
      }
    }
    return none();
  }

  private Optional<Breach> appliedAgain(History history, JsonNode state, List<Occurrence> twice) {
    List<Occurrence> once = twice.subList(0, twice.size() - 1);
    JsonNode changed;
    try {
      changed = shared.apply(state, twice.get(twice.size() - 1));
    } catch (BrokenLaw failure) {
      return failed(history, Run.of(shared, twice));
    }
    if (changed.equals(state)) {
      return none();
    }
    Run before = Run.of(shared, once);
    Run after = Run.of(shared, twice);
    return judgeAgain(history, after, twice)
        .or(() -> judgeAgain(history, before, once))
        .or(() -> recalled(history, after, changed))
        .or(() -> breach(Law.IDEMPOTENT, history, before.outcome(""), after.outcome("")));
  }

  private Optional<Breach> commutative(History history, List<Occurrence> occurrences, Run run) {
    Interleavings interleavings = new Interleavings(shared, occurrences);
    Optional<Interleavings.Conflict> conflict = interleavings.conflict();
    return conflict.isPresent()
        ? confirmed(history, occurrences, conflict.get())
        : recalled(history, run, interleavings.last());
  }

  private Optional<Breach> confirmed(
      History history, List<Occurrence> occurrences, Interleavings.Conflict conflict) {
    List<Occurrence> one = pick(occurrences, conflict.first().order());
    List<Occurrence> other = pick(occurrences, conflict.second().order());
    Run first = Run.of(shared, one);
    Run second = Run.of(shared, other);
    // The first one once more at last: a clock that goes on meanwhile shows in it.
    return judgeAgain(history, second, other)
        .or(() -> judgeAgain(history, first, one))
        .or(() -> failed(history, first))
        .or(() -> failed(history, second))
        .or(() -> recalled(history, first, conflict.first().state()))
        .or(() -> recalled(history, second, conflict.second().state()))
        .or(() -> breach(Law.COMMUTATIVE, history, first.outcome(""), second.outcome("")));
  }

  /** Whether a run came to another state now than the same events in the same order did before. */
  private Optional<Breach> recalled(History history, Run now, JsonNode then) {
    return shared.isSame(now.state(), then)
        ? none()
        : breach(
            Law.DETERMINISTIC,
            history,
            new Outcome(now.order(), "at first", false, then, null),
            now.outcome("when called again"));
  }

  private static Optional<Breach> breach(Law law, History history, Outcome one, Outcome other) {
    return Optional.of(new Breach(law, "", history, List.of(one, other)));
  }

  private static List<Occurrence> pick(List<Occurrence> occurrences, List<Integer> order) {
    return order.stream().map(occurrences::get).toList();
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
