package io.tidemark.load.simulation;

import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Rebuild;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.load.simulation.Action.Fate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plays the part of an aggregate's actor without actors: decides, journals, applies, rebuilds,
 * recovers. After every action its promises are checked.
 *
 * <p>Invariant: what {@link Storage} holds survives a crash, the state does not.
 */
final class SimulatedAggregate {
  private static final int MOST_GAPS = 1_000;

  /** To look back at all of them would cost more than all the rest. */
  private static final int LOOKS_BACK_EVERY = 64;

  private final History history;
  private final List<Event> events;
  private final List<Action> performed = new ArrayList<>();
  private final List<Integer> arrivals = new ArrayList<>();
  private final Storage storage;
  private final Invariants invariants;
  private AggregateState state;
  private int rebuilds;
  private Instant now = RandomHistory.START;

  SimulatedAggregate(History history) {
    this.history = history;
    this.events = history.domainEvents();
    this.storage = new Storage(history);
    this.state = storage.recover(false);
    this.invariants = new Invariants(history.definition());
  }

  History history() {
    return history;
  }

  AggregateState state() {
    return state;
  }

  /** All that was done to it, in order. */
  List<Action> performed() {
    return performed;
  }

  /** The events that it has taken in, in order of arrival, by their place in the history. */
  List<Integer> arrivals() {
    return arrivals;
  }

  Invariants invariants() {
    return invariants;
  }

  /** How often its fields had to be rebuilt. */
  int rebuilds() {
    return rebuilds;
  }

  void setNow(Instant time) {
    now = time;
  }

  /** Does one thing and checks every promise. */
  void perform(Action action) {
    performed.add(action);
    if (action instanceof Action.Deliver deliver) {
      instruct(new Instruction.Deliver(acceptable(deliver.events())), deliver.fate());
    } else if (action instanceof Action.CloseGap close) {
      instruct(
          new Instruction.CloseGap(close.source(), close.to(), close.decidesStart()), close.fate());
    } else if (action instanceof Action.Recover recover) {
      recover(recover.fromSnapshot());
    } else if (action instanceof Action.KeepSnapshot) {
      storage.keepSnapshot(state);
    } else {
      saveAndLoad();
    }
    invariants.check(state);
  }

  /** Rebuilds what is stale, gives up all that is missing. */
  void finish() {
    settle();
    for (int round = 0; !state.gaps().isEmpty(); round++) {
      if (round == MOST_GAPS) {
        throw new Violation("gaps that do not close: " + state.gaps());
      }
      Gap gap = state.gaps().get(0);
      perform(
          new Action.CloseGap(gap.source(), gap.to(), gap.undecidedStart(), Fate.REBUILT_LATER));
    }
    if (state.waiting() > 0) {
      throw new Violation(state.waiting() + " wait, and there is no gap");
    }
    settle();
    invariants.check(state);
    if (performed.size() % LOOKS_BACK_EVERY == 0) {
      TimeTravel.check(history, storage.journal(), invariants.announcements());
    }
  }

  /** Dead letters are turned away on the way to the aggregate. */
  private List<Event> acceptable(List<Integer> batch) {
    List<Event> acceptable = new ArrayList<>(batch.size());
    for (int place : batch) {
      if (events.get(place) != null) {
        acceptable.add(events.get(place));
      }
    }
    return acceptable;
  }

  private void instruct(Instruction instruction, Fate fate) {
    Decision decision = Deciding.decide(state, instruction, now);
    if (fate != Fate.LOST_BEFORE_JOURNAL) {
      invariants.decided(instruction, decision);
      decision.journal().forEach(this::record);
      if (fate == Fate.LOST_AFTER_JOURNAL) {
        recover(true);
      } else {
        decision.journal().forEach(state::apply);
        if (fate == Fate.WHOLE) {
          settle();
        }
      }
    }
  }

  private void record(JournalEvent journaled) {
    storage.add(journaled);
    if (journaled instanceof JournalEvent.EventsRecorded recorded) {
      recorded.events().forEach(event -> arrivals.add(history.place(event.header().id())));
    }
  }

  private void settle() {
    if (state.isStale()) {
      Rebuild.rebuild(state, storage.journal());
      rebuilds++;
    }
  }

  private void recover(boolean fromSnapshot) {
    state = storage.recover(fromSnapshot);
    settle();
  }

  private void saveAndLoad() {
    byte[] saved = Storage.save(state);
    state = storage.load(saved);
    byte[] again = Storage.save(state);
    if (!Arrays.equals(saved, again)) {
      throw new Violation(
          "saved as %s, loaded and saved as %s"
              .formatted(Invariants.text(saved), Invariants.text(again)));
    }
  }
}
