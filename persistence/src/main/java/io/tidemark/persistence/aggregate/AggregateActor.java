package io.tidemark.persistence.aggregate;

import com.typesafe.config.Config;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Rebuild;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.path.Verb;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.journal.PluginConfig;
import io.tidemark.persistence.serialization.StateSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.event.Level;

/**
 * One aggregate. Decides what becomes of an instruction, journals it, and gives a receipt once it
 * is durable.
 *
 * <p>Invariant: a receipt is never given for a stale state; what makes it stale is followed by a
 * rebuild from the journal, during which everything else waits.
 */
public final class AggregateActor
    extends EventSourcedBehavior<AggregateActor.Command, JournalEvent, AggregateState> {

  /** What an aggregate understands. */
  public sealed interface Command {}

  /**
   * Takes an instruction in.
   *
   * @param epoch names the stream that asks; a new one is told the current state anew
   * @param instruction what is to be taken in
   * @param now the time of journaling
   * @param recipient gets the receipt once all is durable, or a refusal when it could not be stored
   */
  public record Submit(String epoch, Instruction instruction, Instant now, Recipient recipient)
      implements Command {}

  /** Asks for the current state; an aggregate that never was answers with empty. */
  public record Read(ActorRef<Answer> replyTo) implements Command {}

  /**
   * Asks for the current state as soon as it includes what a token stands for.
   *
   * @param token what must have been applied
   * @param patience how long the answer is of use; none comes later
   */
  public record ReadIncluding(ConsistencyToken token, Duration patience, ActorRef<Answer> replyTo)
      implements Command {}

  /**
   * The current state.
   *
   * @param json empty when no event was ever seen
   * @param token what it includes
   * @param version how many events were applied
   * @param deleted whether it is deleted
   */
  public record Answer(Optional<byte[]> json, String token, long version, boolean deleted) {}

  /** Asks it to end once nothing of what came before is left to do. */
  enum Leave implements Command {
    LEAVE
  }

  /**
   * Asks what an instruction would do, and does nothing.
   *
   * @param instruction what might be taken in
   * @param now as the time of journaling
   * @param replyTo gets the state before and after
   */
  public record Rehearse(Instruction instruction, Instant now, ActorRef<Rehearsed> replyTo)
      implements Command {}

  /**
   * What an instruction would do.
   *
   * @param before the state as JSON
   * @param after the state as JSON, had it been taken in
   * @param rejected what would be a dead letter
   */
  public record Rehearsed(byte[] before, byte[] after, List<Decision.Rejection> rejected) {}

  private record RehearsalEnded(Rehearsed result, Throwable failure, ActorRef<Rehearsed> replyTo)
      implements Command {}

  private record HistoryRead(List<JournalEvent> history, Throwable failure) implements Command {}

  /** Reads all that an aggregate ever journaled. */
  public interface History {
    CompletionStage<List<JournalEvent>> of(String persistenceId);
  }

  /** After so many rows there is a snapshot. */
  static final int SNAPSHOT_EVERY = 100;

  private static final RetentionCriteria SNAPSHOTS =
      RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1);

  private static final BackoffSupervisorStrategy RESTARTS =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1)
          // The streams that wait for it say so, once for all aggregates.
          .withLogLevel(Level.DEBUG);

  private final ActorContext<Command> context;
  private final String id;
  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final History history;
  private final WaitingRoom.Share room;
  private final Reception reception;
  private final WaitingReaders readers = new WaitingReaders();
  private boolean rebuilding;

  /** What is being written; what is left of it after a restart was not. */
  private Submit writing;

  /** What is about to be applied for the first time, rather than replayed. */
  private Submit merging;

  /** When the first recovery began; what follows a failure is the failure's, not its. */
  private OptionalLong recovering = OptionalLong.of(System.nanoTime());

  private Submit unanswered;
  private Decision undelivered;

  private AggregateActor(
      ActorContext<Command> context,
      String id,
      AggregateDefinition definition,
      EventInterpreter interpreter,
      History history,
      WaitingRoom room,
      Announced announced) {
    super(persistenceId(definition.type(), id), RESTARTS);
    this.context = context;
    this.id = id;
    this.definition = definition;
    this.interpreter = interpreter;
    this.history = history;
    this.room = room.share();
    this.reception = new Reception(definition.type(), id, announced);
    AggregateFigures.arrived();
  }

  /**
   * The behavior of one aggregate.
   *
   * @param room what events may take of the memory that wait, shared with others
   */
  public static Behavior<Command> create(
      String id,
      AggregateDefinition definition,
      EventInterpreter interpreter,
      History history,
      WaitingRoom room) {
    return create(id, definition, interpreter, history, room, new Announced());
  }

  /**
   * The behavior of one aggregate.
   *
   * @param announced what was told of it, which it goes on with
   */
  static Behavior<Command> create(
      String id,
      AggregateDefinition definition,
      EventInterpreter interpreter,
      History history,
      WaitingRoom room,
      Announced announced) {
    return Behaviors.setup(
        context ->
            new AggregateActor(context, id, definition, interpreter, history, room, announced));
  }

  /** Under which key an aggregate's journal stands. */
  public static PersistenceId persistenceId(String type, String id) {
    return PersistenceId.ofUniqueId(type + "|" + id);
  }

  /**
   * None: Pekko keeps what is returned here and starts every recovery from it, also after a row
   * could not be written. By then the event handler has changed the state already, so an object
   * made here would come back with events that were never stored.
   */
  @Override
  public AggregateState emptyState() {
    return null;
  }

  /** The share of a state that begins; what one before it took, if any, is given back. */
  private WaitingRoom.Share emptied() {
    room.clear();
    return room;
  }

  private AggregateState orEmpty(AggregateState state) {
    return state == null ? new AggregateState(definition, interpreter, emptied()) : state;
  }

  @Override
  public CommandHandler<Command, JournalEvent, AggregateState> commandHandler() {
    return this::onCommand;
  }

  /**
   * Written out: what Pekko's builder makes of seven cases takes half a kilobyte of each aggregate.
   */
  private Effect<JournalEvent, AggregateState> onCommand(AggregateState state, Command command) {
    if (command instanceof Submit submit) {
      return onSubmit(state, submit);
    } else if (command instanceof HistoryRead read) {
      return onHistory(state, read);
    } else if (command instanceof Read read) {
      return onRead(state, read);
    } else if (command instanceof ReadIncluding read) {
      return onReadIncluding(state, read);
    } else if (command instanceof Rehearse rehearse) {
      return onRehearse(state, rehearse);
    } else if (command instanceof RehearsalEnded ended) {
      return onRehearsalEnded(state, ended);
    } else {
      return onLeave();
    }
  }

  @Override
  public EventHandler<AggregateState, JournalEvent> eventHandler() {
    return (state, event) -> {
      AggregateState changed = orEmpty(state);
      Reception.merge(changed, event, merging);
      merging = null;
      return changed;
    };
  }

  @Override
  public SignalHandler<AggregateState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryFailed.class,
            (state, failed) -> {
              AggregateFigures.recoveryFailed();
              refuseUnwritten();
            })
        .onSignal(
            PostStop.class,
            (state, stopped) -> {
              AggregateFigures.left();
              room.clear();
              refuseUnwritten();
            })
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              recovering.ifPresent(AggregateFigures::recovered);
              recovering = OptionalLong.empty();
              refuseUnwritten();
              // A rebuild that failed ended the one before this.
              rebuilding = false;
              if (state == null) {
                return;
              }
              // What recovery replayed was counted when it happened.
              state.drainTally();
              if (state.isStale()) {
                rebuild();
              }
            })
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return SNAPSHOTS;
  }

  @Override
  public Optional<Config> journalPluginConfig() {
    return PluginConfig.of(context.getSystem());
  }

  @Override
  public Optional<Config> snapshotPluginConfig() {
    return PluginConfig.of(context.getSystem());
  }

  @Override
  public SnapshotAdapter<AggregateState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(AggregateState state) {
        return new StateSnapshot(state.save());
      }

      @Override
      public AggregateState fromJournal(Object saved) {
        return AggregateState.load(
            definition, interpreter, ((StateSnapshot) saved).tree(), emptied());
      }
    };
  }

  private Effect<JournalEvent, AggregateState> onSubmit(AggregateState known, Submit submit) {
    if (rebuilding) {
      return Effect().stash();
    }
    AggregateState state = orEmpty(known);
    long started = System.nanoTime();
    Decision decision = Deciding.decide(state, submit.instruction(), submit.now());
    Reception.decided(submit, decision, started);
    if (decision.journal().isEmpty()) {
      submit.recipient().receive(reception.receipt(state, submit, decision));
      return Effect().none();
    }
    writing = submit;
    merging = submit;
    long persisting = System.nanoTime();
    return Effect()
        .persist(decision.journal())
        .thenRun(
            (AggregateState after) -> {
              writing = null;
              Reception.persisted(submit, decision, persisting);
              answer(after, submit, decision);
            });
  }

  /**
   * After a restart: who waits for what the failure interrupted is told at once, and need not wait
   * for a time limit.
   */
  private void refuseUnwritten() {
    Verb.PERSIST.failed(writing == null ? 0 : 1);
    for (Submit interrupted : new Submit[] {writing, unanswered}) {
      if (interrupted != null) {
        interrupted.recipient().refuse(persistenceId().id() + " could not be stored or read");
      }
    }
    writing = null;
    merging = null;
    unanswered = null;
    undelivered = null;
  }

  private void answer(AggregateState state, Submit submit, Decision decision) {
    if (state.isStale()) {
      unanswered = submit;
      undelivered = decision;
      rebuild();
    } else {
      submit.recipient().receive(reception.receipt(state, submit, decision));
      readers.serve(state, this::current);
    }
  }

  private void rebuild() {
    rebuilding = true;
    context.pipeToSelf(history.of(persistenceId().id()), HistoryRead::new);
  }

  private Effect<JournalEvent, AggregateState> onHistory(AggregateState state, HistoryRead read) {
    if (read.failure() != null) {
      throw new IllegalStateException("the history of " + persistenceId().id(), read.failure());
    }
    Rebuild.rebuild(state, read.history());
    rebuilding = false;
    if (unanswered != null) {
      unanswered.recipient().receive(reception.receipt(state, unanswered, undelivered));
      unanswered = null;
      undelivered = null;
    }
    readers.serve(state, this::current);
    return Effect().none().thenUnstashAll();
  }

  private Effect<JournalEvent, AggregateState> onRehearse(AggregateState known, Rehearse rehearse) {
    if (rebuilding) {
      return Effect().stash();
    }
    AggregateState copy = AggregateState.load(definition, interpreter, orEmpty(known).save());
    Rehearsal rehearsal = new Rehearsal(copy, rehearse.instruction(), rehearse.now(), this::answer);
    if (!rehearsal.needsHistory()) {
      return Effect().reply(rehearse.replyTo(), rehearsal.result());
    }
    // Rows may follow while the history is read; they are not the copy's.
    long rows = lastSequenceNumber(context);
    context.pipeToSelf(
        history
            .of(persistenceId().id())
            .thenApply(past -> rehearsal.rebuild(past.stream().limit(rows).toList()).result()),
        (result, failure) -> new RehearsalEnded(result, failure, rehearse.replyTo()));
    return Effect().none();
  }

  private Effect<JournalEvent, AggregateState> onRehearsalEnded(
      AggregateState state, RehearsalEnded ended) {
    if (ended.failure() != null) {
      context.getLog().warn("a rehearsal came to nothing: {}", ended.failure().toString());
      return Effect().none();
    }
    return Effect().reply(ended.replyTo(), ended.result());
  }

  private Effect<JournalEvent, AggregateState> onLeave() {
    return rebuilding ? Effect().stash() : Effect().stop();
  }

  private byte[] answer(AggregateState state) {
    return CarriedState.answer(
        definition.type(), id, state, state.token().encode(definition.type(), id));
  }

  private Effect<JournalEvent, AggregateState> onRead(AggregateState known, Read read) {
    if (rebuilding) {
      return Effect().stash();
    }
    return Effect().reply(read.replyTo(), current(orEmpty(known)));
  }

  private Effect<JournalEvent, AggregateState> onReadIncluding(
      AggregateState known, ReadIncluding read) {
    if (rebuilding) {
      return Effect().stash();
    }
    readers.add(read);
    readers.serve(orEmpty(known), this::current);
    return Effect().none();
  }

  private Answer current(AggregateState state) {
    boolean unknown = state.version() == 0 && state.waiting() == 0 && state.letters().isEmpty();
    return new Answer(
        unknown ? Optional.empty() : Optional.of(answer(state)),
        state.token().encode(definition.type(), id),
        state.version(),
        state.isDeleted());
  }
}
