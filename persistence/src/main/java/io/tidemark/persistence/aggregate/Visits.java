package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.path.Verb;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.journal.AggregateStore;
import io.tidemark.persistence.journal.Gathering;
import io.tidemark.persistence.serialization.StateSnapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * Takes in what comes for aggregates that are not in memory, without an actor for each: reads many
 * by two statements, decides, and writes their rows by one. What is not plain (a state to be
 * rebuilt, a snapshot that is due) it leaves to an actor, undone.
 *
 * <p>Invariant: whoever asks sees to it that an aggregate has neither an actor nor another visit
 * until the visit has ended.
 */
final class Visits {
  /** As the writer of rows; an actor that wakes later is another. */
  private static final String WRITER = UUID.randomUUID().toString();

  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final WaitingRoom room;
  private final AggregateStore store;
  private final Gathering<Visit> gathering;

  /**
   * @param room what events may take of the memory that wait
   */
  Visits(
      AggregateDefinition definition,
      EventInterpreter interpreter,
      WaitingRoom room,
      AggregateStore store) {
    this.definition = definition;
    this.interpreter = interpreter;
    this.room = room;
    this.store = store;
    this.gathering = store.gathering(this::answer);
  }

  /**
   * Takes in what was submitted to an aggregate.
   *
   * @param whenEnded is told once how it ended, on a thread that must not be kept
   */
  void begin(String id, AggregateActor.Submit submit, Consumer<Visit.Outcome> whenEnded) {
    gathering.ask(new Visit(definition.type(), id, submit, whenEnded));
  }

  /** Blocking. */
  private void answer(List<Visit> visits) throws SQLException {
    Map<String, Taking> takings = new HashMap<>();
    for (Visit visit : visits) {
      Taking taking = new Taking(visit);
      Taking former = takings.put(visit.persistenceId(), taking);
      if (former != null) {
        former.visit.refuse(new IllegalStateException("its lane has started again since"));
      }
    }
    try {
      read(takings);
      List<Taking> decided = new ArrayList<>();
      for (Taking taking : takings.values()) {
        if (taking.unreadable != null) {
          AggregateFigures.recoveryFailed();
          taking.visit.refuse(taking.unreadable);
        } else if (!taking.isPlain()) {
          taking.visit.leaveToActor();
        } else if (taking.rows.isEmpty()) {
          taking.answer();
        } else {
          decided.add(taking);
        }
      }
      write(decided);
    } finally {
      takings.values().forEach(taking -> taking.share.clear());
    }
  }

  private void read(Map<String, Taking> takings) throws SQLException {
    long started = System.nanoTime();
    try {
      store.read(takings.keySet(), new Restoring(takings));
    } catch (SQLException | RuntimeException e) {
      takings.values().forEach(taking -> AggregateFigures.recoveryFailed());
      throw e;
    }
    takings.values().forEach(taking -> AggregateFigures.recovered(started));
  }

  private void write(List<Taking> decided) {
    if (decided.isEmpty()) {
      return;
    }
    long started = System.nanoTime();
    List<Throwable> failures = store.write(decided.stream().map(taking -> taking.rows).toList());
    for (int i = 0; i < decided.size(); i++) {
      Taking taking = decided.get(i);
      Throwable failure = failures.isEmpty() ? null : failures.get(i);
      if (failure == null) {
        Reception.persisted(taking.visit.submit(), taking.decision, started);
        taking.answer();
      } else {
        Verb.PERSIST.failed(1);
        taking.visit.refuse(failure);
      }
    }
  }

  /** One visit under way. */
  private final class Taking {
    private final Visit visit;
    private final WaitingRoom.Share share = room.share();
    private final Announced announced = new Announced();
    private final Reception reception;
    private final List<PersistentRepr> rows = new ArrayList<>();
    private AggregateState state;
    private long highest;
    private Throwable unreadable;
    private Decision decision;

    Taking(Visit visit) {
      this.visit = visit;
      this.reception = new Reception(definition.type(), visit.id(), announced);
    }

    AggregateState state() {
      if (state == null) {
        state = new AggregateState(definition, interpreter, share);
      }
      return state;
    }

    /** What fails of it is its aggregate's failure alone. */
    void restore(long number, Runnable step) {
      highest = number;
      try {
        step.run();
      } catch (RuntimeException e) {
        unreadable = e;
      }
    }

    /** Decides and applies; false when this is for an actor. */
    boolean isPlain() {
      try {
        return !state().isStale() && decide() && !state.isStale();
      } catch (RuntimeException e) {
        // An actor fails of it, too, and does what is to be done then.
        return false;
      }
    }

    private boolean decide() {
      // What was read back was counted when it happened.
      state.drainTally();
      long started = System.nanoTime();
      decision = Deciding.decide(state, visit.submit().instruction(), visit.submit().now());
      long last = highest + decision.journal().size();
      if (highest / AggregateActor.SNAPSHOT_EVERY < last / AggregateActor.SNAPSHOT_EVERY) {
        return false;
      }
      Reception.decided(visit.submit(), decision, started);
      AggregateActor.Submit merging = visit.submit();
      for (JournalEvent row : decision.journal()) {
        rows.add(row(row, ++highest));
        Reception.merge(state, row, merging);
        merging = null;
      }
      return true;
    }

    private PersistentRepr row(JournalEvent event, long number) {
      return PersistentRepr.apply(
          event, number, visit.persistenceId(), "", false, ActorRef.noSender(), WRITER);
    }

    void answer() {
      visit.submit().recipient().receive(reception.receipt(state, visit.submit(), decision));
      visit.end(announced);
    }
  }

  private final class Restoring implements AggregateStore.Reader {
    private final Map<String, Taking> takings;

    Restoring(Map<String, Taking> takings) {
      this.takings = takings;
    }

    @Override
    public void snapshot(String persistenceId, long sequenceNumber, Object saved) {
      Taking taking = takings.get(persistenceId);
      taking.restore(
          sequenceNumber,
          () ->
              taking.state =
                  AggregateState.load(
                      definition, interpreter, ((StateSnapshot) saved).tree(), taking.share));
    }

    @Override
    public void row(String persistenceId, long sequenceNumber, Object event) {
      Taking taking = takings.get(persistenceId);
      taking.restore(
          sequenceNumber, () -> Reception.merge(taking.state(), (JournalEvent) event, null));
    }

    @Override
    public void unreadable(String persistenceId, Throwable cause) {
      takings.get(persistenceId).unreadable = cause;
    }
  }
}
