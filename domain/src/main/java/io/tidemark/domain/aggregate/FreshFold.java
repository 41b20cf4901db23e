package io.tidemark.domain.aggregate;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.RuleFailure;
import io.tidemark.domain.merge.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Folds a set of events in the order in which they took effect: what a run without any disorder
 * would have come to. n log n in their number.
 */
final class FreshFold {
  private final EventInterpreter interpreter;
  private final List<Timed> timed = new ArrayList<>();

  private record Timed(Origin origin, Event event) {
    static final Comparator<Timed> ORDER = Comparator.comparing(timed -> timed.origin().stamp());
  }

  FreshFold(EventInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  /**
   * Adds all of one source, whose clock and context are read off them.
   *
   * @param source its name, one copy for all its events
   * @param events in the source's order; at least one
   * @return where the last of them stands
   */
  Origin add(String source, List<Event> events) {
    EffectiveTime clock = null;
    ConsistencyToken context = ConsistencyToken.NOTHING;
    Origin origin = null;
    for (Event event : events) {
      origin = Timing.next(event, source, clock, context);
      clock = origin.time();
      context = origin.context();
      timed.add(new Timed(origin, event));
    }
    return origin;
  }

  int size() {
    return timed.size();
  }

  /** Leaves out what took effect after an instant, given as nanoseconds since the epoch. */
  void leaveOutAfter(long nanos) {
    timed.removeIf(next -> next.origin().time().nanos() > nanos);
  }

  List<Event> events() {
    return timed.stream().map(Timed::event).toList();
  }

  /** What came of it; no more may be added. */
  Result result() {
    timed.sort(Timed.ORDER);
    Promises promises = new Promises();
    List<Survivors.Step> steps = new ArrayList<>();
    for (Timed next : timed) {
      promises.add(next.origin());
      steps.add(new Survivors.Step(next.origin(), interpreter.writes(next.event())));
    }
    Timed last = timed.isEmpty() ? null : timed.get(timed.size() - 1);
    return new Result(
        fields(steps),
        promises,
        last == null ? null : last.origin().time(),
        last == null ? null : last.event());
  }

  /**
   * What a set of events comes to.
   *
   * @param latest the latest effective time; null when there are no events
   * @param last the last event to take effect; null likewise
   */
  record Result(FieldStates fields, Promises promises, EffectiveTime latest, Event last) {}

  /** Deletions come first: what they took away is gone, so they meet nothing they would cut. */
  private FieldStates fields(List<Survivors.Step> steps) {
    FieldStates fields = new FieldStates(interpreter.rules());
    for (Survivors.Step step : steps) {
      if (step.writes().stream().anyMatch(write -> write.verb() == Verb.DELETE)) {
        fields.delete(step.origin());
      }
    }
    List<Survivors.Step> left = Survivors.ofDeletions(steps);
    for (Survivors.Step step : left) {
      if (step.writes().stream().anyMatch(Write::isContent)) {
        fields.content(step.origin().time());
      }
    }
    for (Survivors.Step step : Survivors.ofKeys(left, interpreter.rules())) {
      for (Write write : step.writes()) {
        write(fields, write, step);
      }
    }
    return fields;
  }

  /** A rule that fails only in this order breaks its laws; what it was to write is lost. */
  private static void write(FieldStates fields, Write write, Survivors.Step step) {
    try {
      if (!fields.write(write, step.origin())) {
        throw new IllegalStateException(step.origin() + " needs a history even in order");
      }
    } catch (RuleFailure failure) {
      // Nothing was written.
    }
  }
}
