package io.tidemark.domain.aggregate;

import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.sequencing.Admission;
import io.tidemark.domain.sequencing.SourceSequence;
import io.tidemark.domain.unsafe.UnsafeSwitch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what becomes of an instruction. Changes nothing; {@link AggregateState#apply} does. */
public final class Deciding {
  private static final String TOO_MANY_WAITING = "too-many-waiting";

  private final AggregateState state;
  private final Instant now;
  private final Changes changes = new Changes();
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
    if (instruction instanceof Instruction.Deliver deliver) {
      deliver.events().forEach(event -> deciding.admit(event, state.definition().late(), null));
      return deciding.decision();
    }
    if (instruction instanceof Instruction.CloseGap close) {
      return deciding.closeGap(close);
    }
    if (instruction instanceof Instruction.NoteLetters note) {
      note.letters().forEach(deciding::note);
      return deciding.decision();
    }
    if (instruction instanceof Instruction.Announce) {
      return Decision.NOTHING;
    }
    return instruction instanceof Instruction.Redeem redeem
        ? deciding.redeem(redeem)
        : deciding.discard((Instruction.Discard) instruction);
  }

  /**
   * Where custom rules may fail, all is tried on a copy first: an event that makes one fail becomes
   * a dead letter, whether it is new or had been held until now.
   */
  private Decision decision() {
    while (state.interpreter().mayFail() && !changes.isEmpty()) {
      try {
        AggregateState copy = state.rehearsal();
        changes.journal(now).forEach(copy::apply);
        break;
      } catch (Applied.RehearsalFailed failure) {
        Event event = failure.event;
        reject(event, Decision.RULE_FAILED, failure.getMessage());
        changes.withdraw(event, failure.getMessage(), now);
      }
    }
    return new Decision(changes.journal(now), rejected, duplicates, ignored, changes.settled());
  }

  private SourceSequence sequence(String source) {
    SourceSequence known = state.known(source);
    return known != null ? known : new SourceSequence(source, state.definition().sequence());
  }

  private void note(Instruction.Letter letter) {
    SourceSequence sequence = sequence(letter.source());
    if (sequence.admitsLetter(letter.sequence(), letter.id())) {
      if (inBatch.add(place(letter))) {
        changes.add(
            new JournalEvent.LetterNoted(
                letter.source(), letter.sequence(), letter.id(), null, now));
      }
    } else if (isDuplicate(letter, sequence)) {
      duplicates++;
      changes.settle(letter.id());
    }
  }

  private Object place(Instruction.Letter letter) {
    return Map.entry(
        letter.source(),
        state.definition().sequence().mode() == Mode.NONE ? letter.id() : letter.sequence());
  }

  /** A number is one event: what came with it first, in good order, is what counts. */
  private boolean isDuplicate(Instruction.Letter letter, SourceSequence sequence) {
    return state.definition().sequence().mode() != Mode.NONE
        && letter.sequence() != Event.NO_SEQUENCE
        && !sequence.letters().containsValue(letter.id())
        && !sequence.letters().containsKey(letter.sequence())
        && sequence.admit(letter.sequence()) == Admission.DUPLICATE;
  }

  /**
   * The letter is settled even when its event had come by another way. One that became a letter for
   * being late is taken in: whoever redrives it wants that, whatever the file says of late events.
   */
  private Decision redeem(Instruction.Redeem redeem) {
    admit(redeem.event(), LatePolicy.FOLD, redeem.letter());
    if (rejected.isEmpty()) {
      changes.redeem(redeem.letter(), now);
    }
    return decision();
  }

  private Decision discard(Instruction.Discard discard) {
    changes.settle(discard.letter());
    if (sequence(discard.source()).letters().containsValue(discard.letter())) {
      changes.add(new JournalEvent.LetterDiscarded(discard.source(), discard.letter(), now));
    }
    return decision();
  }

  private boolean isDuplicate(Admission admission, Event event) {
    return (admission == Admission.DUPLICATE || !inBatch.add(identity(event)))
        && !UnsafeSwitch.WITHOUT_DEDUPE;
  }

  /**
   * @param letter the dead letter that the event was until now; null when it was none
   */
  private void admit(Event event, LatePolicy late, String letter) {
    Admission admission = admission(event);
    if (admission == Admission.BELOW_START) {
      reject(
          event,
          "below-start",
          "sequence "
              + event.sequence()
              + " lies below the first, "
              + state.definition().sequence().start());
    } else if (isDuplicate(admission, event)) {
      duplicates++;
    } else if (admission == Admission.NEW && mustNotWait(event, letter)) {
      reject(
          event,
          TOO_MANY_WAITING,
          "so much of "
              + event.source()
              + " waits before it that it may not wait, too: see to that first, then redrive it");
    } else if (admission == Admission.NEW || late == LatePolicy.FOLD) {
      changes.add(event);
      settle(event);
      highest.merge(event.source(), event.sequence(), Math::max);
    } else if (late == LatePolicy.DEAD_LETTER) {
      reject(event, "late", "sequence " + event.sequence() + " had been skipped before it came");
    } else {
      ignored++;
    }
  }

  /** What an aggregate has in memory and in its snapshots is bounded; dead letters are not. */
  private boolean mustNotWait(Event event, String letter) {
    SourceSequence known = state.known(event.source());
    return known != null
        && known.isFull(event.sequence())
        && !known.letters().containsValue(letter);
  }

  /** An event may come again in good order that had been a dead letter. */
  private void settle(Event event) {
    SourceSequence known = state.known(event.source());
    String letter = known == null ? null : known.letterOf(event.sequence());
    if (letter != null) {
      changes.settle(letter);
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
    return sequence(event.source()).admit(event.sequence());
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
      return Decision.NOTHING;
    }
    changes.add(
        close.decidesStart()
            ? new JournalEvent.StartDecided(
                close.source(), state.known(close.source()).lowestWaiting(), now)
            : new JournalEvent.GapSkipped(close.source(), close.to(), now));
    return decision();
  }
}
