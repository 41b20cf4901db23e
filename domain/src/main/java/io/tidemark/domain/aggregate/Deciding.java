package io.tidemark.domain.aggregate;

import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.sequencing.Admission;
import io.tidemark.domain.sequencing.SourceSequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Decides what becomes of an instruction. Changes nothing; {@link AggregateState#apply} does. */
public final class Deciding {
  private final AggregateState state;
  private final Instant now;
  private final List<Event> accepted = new ArrayList<>();
  private final List<Decision.Rejection> rejected = new ArrayList<>();
  private final Set<Object> inBatch = new HashSet<>();
  private final Map<String, Long> highest = new HashMap<>();
  private int duplicates;
  private int ignored;

  private Deciding(AggregateState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /**
   * What the aggregate makes of an instruction.
   *
   * @param now the time of journaling
   */
  public static Decision decide(AggregateState state, Instruction instruction, Instant now) {
    Deciding deciding = new Deciding(state, now);
    return instruction instanceof Instruction.Deliver deliver
        ? deciding.deliver(deliver.events())
        : deciding.closeGap((Instruction.CloseGap) instruction);
  }

  private Decision deliver(List<Event> events) {
    events.forEach(this::admit);
    return decision(
        () ->
            accepted.isEmpty()
                ? List.of()
                : List.of(new JournalEvent.EventsRecorded(accepted, now)));
  }

  /**
   * Where custom rules may fail, all is tried on a copy first: an event that makes one fail is
   * rejected, whether it is new or had been held until now.
   */
  private Decision decision(Supplier<List<JournalEvent>> changes) {
    List<JournalEvent> withdrawn = new ArrayList<>();
    while (true) {
      List<JournalEvent> journal = new ArrayList<>(withdrawn);
      journal.addAll(changes.get());
      if (!state.interpreter().hasCustomRules() || journal.isEmpty()) {
        return new Decision(journal, rejected, duplicates, ignored);
      }
      try {
        AggregateState copy = state.rehearsal();
        journal.forEach(copy::apply);
        return new Decision(journal, rejected, duplicates, ignored);
      } catch (Applied.RehearsalFailed failure) {
        Event event = failure.event;
        reject(event, Decision.RULE_FAILED, failure.getMessage());
        if (!accepted.removeIf(candidate -> candidate == event)) {
          withdrawn.add(
              new JournalEvent.EventRejected(
                  event.source(), event.sequence(), failure.getMessage(), now));
        }
      }
    }
  }

  private void admit(Event event) {
    Admission admission = admission(event);
    if (admission == Admission.BELOW_START) {
      reject(
          event,
          "below-start",
          "sequence "
              + event.sequence()
              + " lies below the first, "
              + state.definition().sequence().start());
    } else if (admission == Admission.DUPLICATE || !inBatch.add(identity(event))) {
      duplicates++;
    } else if (admission == Admission.NEW || state.definition().late() == LatePolicy.FOLD) {
      accepted.add(event);
      highest.merge(event.source(), event.sequence(), Math::max);
    } else if (state.definition().late() == LatePolicy.DEAD_LETTER) {
      reject(event, "late", "sequence " + event.sequence() + " had been skipped before it came");
    } else {
      ignored++;
    }
  }

  private Admission admission(Event event) {
    Mode mode = state.definition().sequence().mode();
    if (mode == Mode.NONE) {
      return state.isRecent(event) ? Admission.DUPLICATE : Admission.NEW;
    }
    if (mode == Mode.INCREASING
        && event.sequence() <= highest.getOrDefault(event.source(), Long.MIN_VALUE)) {
      return Admission.DUPLICATE;
    }
    SourceSequence known = state.known(event.source());
    return known != null
        ? known.admit(event.sequence())
        : new SourceSequence(event.source(), state.definition().sequence()).admit(event.sequence());
  }

  private Object identity(Event event) {
    return state.definition().sequence().mode() == Mode.NONE
        ? RecentIds.key(event.source(), event.header().id())
        : Map.entry(event.source(), event.sequence());
  }

  private void reject(Event event, String reason, String message) {
    rejected.add(new Decision.Rejection(event, reason, message));
  }

  /** Closing what is closed already is no change: the same record may come again. */
  private Decision closeGap(Instruction.CloseGap close) {
    boolean open =
        state.gaps().stream()
            .anyMatch(
                gap ->
                    gap.source().equals(close.source())
                        && gap.undecidedStart() == close.decidesStart()
                        && (close.decidesStart() || gap.from() <= close.to()));
    if (!open) {
      return new Decision(List.of(), List.of(), 0, 0);
    }
    JournalEvent decided =
        close.decidesStart()
            ? new JournalEvent.StartDecided(
                close.source(), state.known(close.source()).lowestWaiting(), now)
            : new JournalEvent.GapSkipped(close.source(), close.to(), now);
    return decision(() -> List.of(decided));
  }
}
