package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;

/**
 * The aggregates of one partition, on the node that consumes it. What a batch has for them comes as
 * one message, and their receipts go back as one. It has an aggregate visited when something comes
 * for it, wakes it when more comes, and has it leave when there are too many, or nothing came for
 * long.
 *
 * <p>Invariant: at most one actor or visit is an aggregate at any time, and messages to it arrive
 * in order, also across its leaving and coming back.
 */
public final class AggregateLane extends AbstractBehavior<AggregateLane.Command> {

  /** What a lane understands. */
  public sealed interface Command {}

  /**
   * Instructions for its aggregates.
   *
   * @param epoch names the stream that asks
   * @param submissions those of one aggregate arrive there in this order; at least one
   * @param now the time of journaling
   * @param replyTo gets the receipts in the order of the submissions, once all is durable, or an
   *     error when something could not be stored
   */
  public record Submit(
      String epoch,
      List<Submission> submissions,
      Instant now,
      ActorRef<StatusReply<Receipts>> replyTo)
      implements Command {}

  /** A question to one of its aggregates. */
  public record Ask(String id, AggregateActor.Command question) implements Command {}

  /** Asks on which node it is. */
  public record Locate(ActorRef<Located> replyTo) implements Command {}

  /** The node, as the address of its actor system. */
  public record Located(String address) {}

  /** Has all aggregates end what they are at, and then ends itself. */
  enum Stop implements Command {
    STOP
  }

  private enum Look implements Command {
    LOOK
  }

  private record Left(String id) implements Command {}

  private record Visited(Visit.Outcome outcome) implements Command {}

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private final Actors actors;
  private final Visits visits;
  private final Residents residents;
  private final Located here;
  private final ActorRef<Command> self;

  /** In the order of their last use. */
  private final LinkedHashMap<String, Resident> present = new LinkedHashMap<>(256, 0.75f, true);

  /** Who was asked to leave or is being visited, with what has come for them since. */
  private final Map<String, List<AggregateActor.Command>> away = new HashMap<>();

  /** What was told of those that were visited lately; the next time they get an actor. */
  private final LinkedHashMap<String, Announced> visited =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Announced> eldest) {
          return size() > residents.part();
        }
      };

  private long now = System.nanoTime();
  private boolean stopping;

  /** Makes actors of aggregates. */
  interface Actors {
    /**
     * @param announced what was told of it
     */
    Behavior<AggregateActor.Command> of(String id, Announced announced);
  }

  private static final class Resident {
    private final ActorRef<AggregateActor.Command> actor;
    private long usedAt;

    Resident(ActorRef<AggregateActor.Command> actor) {
      this.actor = actor;
    }
  }

  private AggregateLane(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Actors actors,
      Visits visits,
      Residents residents,
      String address) {
    super(context);
    this.self = context.getSelf();
    this.actors = actors;
    this.visits = visits;
    this.residents = residents;
    this.here = new Located(address);
    residents.laneCame();
    timers.startTimerWithFixedDelay(Look.LOOK, LOOK_EVERY);
  }

  /**
   * The behavior of one lane.
   *
   * @param address of this node's actor system
   */
  static Behavior<Command> create(
      Actors actors, Visits visits, Residents residents, String address) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new AggregateLane(context, timers, actors, visits, residents, address)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(Ask.class, ask -> deliver(ask.id(), ask.question()))
        .onMessage(Left.class, this::onLeft)
        .onMessage(Visited.class, this::onVisited)
        .onMessage(Locate.class, this::onLocate)
        .onMessageEquals(Look.LOOK, this::onLook)
        .onMessageEquals(Stop.STOP, this::onStop)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Command> onSubmit(Submit submit) {
    List<Submission> submissions = submit.submissions();
    ReceiptCollection receipts = new ReceiptCollection(submissions.size(), submit.replyTo());
    for (int i = 0; i < submissions.size(); i++) {
      Submission submission = submissions.get(i);
      deliver(
          submission.aggregateId(),
          new AggregateActor.Submit(
              submit.epoch(), submission.instruction(), submit.now(), receipts.at(i)));
    }
    return this;
  }

  private Behavior<Command> onLocate(Locate locate) {
    locate.replyTo().tell(here);
    return this;
  }

  private Behavior<Command> deliver(String id, AggregateActor.Command command) {
    List<AggregateActor.Command> since = away.isEmpty() ? null : away.get(id);
    if (since != null) {
      since.add(command);
      return this;
    }
    Resident resident = present.get(id);
    if (resident == null) {
      Announced announced = visited.remove(id);
      if (announced == null && command instanceof AggregateActor.Submit submit) {
        visit(id, submit);
        return this;
      }
      resident = wake(id, announced == null ? new Announced() : announced);
    }
    resident.usedAt = now;
    resident.actor.tell(command);
    return this;
  }

  /**
   * What comes once need not stay: most of a large number of aggregates are not used again soon.
   */
  private void visit(String id, AggregateActor.Submit submit) {
    away.put(id, new ArrayList<>());
    visits.begin(id, submit, outcome -> self.tell(new Visited(outcome)));
  }

  private Behavior<Command> onVisited(Visited ended) {
    Visit.Outcome outcome = ended.outcome();
    visited.put(outcome.id(), outcome.announced());
    List<AggregateActor.Command> since = away.remove(outcome.id());
    outcome.undone().ifPresent(submit -> deliver(outcome.id(), submit));
    since.forEach(command -> deliver(outcome.id(), command));
    return goOn();
  }

  private Resident wake(String id, Announced announced) {
    ActorRef<AggregateActor.Command> actor = getContext().spawnAnonymous(actors.of(id, announced));
    getContext().watchWith(actor, new Left(id));
    Resident resident = new Resident(actor);
    present.put(id, resident);
    residents.come();
    if (residents.areTooMany(present.size())) {
      leaveEldest();
    }
    return resident;
  }

  private void leaveEldest() {
    Iterator<Map.Entry<String, Resident>> all = present.entrySet().iterator();
    Map.Entry<String, Resident> eldest = all.next();
    all.remove();
    residents.go(1);
    away.put(eldest.getKey(), new ArrayList<>());
    eldest.getValue().actor.tell(AggregateActor.Leave.LEAVE);
  }

  /** One has left as it was asked to, or failed. */
  private Behavior<Command> onLeft(Left left) {
    List<AggregateActor.Command> since = away.remove(left.id());
    if (since == null && present.remove(left.id()) != null) {
      residents.go(1);
    } else if (since != null) {
      since.forEach(command -> deliver(left.id(), command));
    }
    return goOn();
  }

  private Behavior<Command> onLook() {
    now = System.nanoTime();
    // In the order of use: the first one that was used lately ends the search.
    for (Resident eldest = eldest();
        eldest != null && now - eldest.usedAt > residents.idle().toNanos();
        eldest = eldest()) {
      leaveEldest();
    }
    // Where a lane has come since, those that were here before may have more than their part.
    while (residents.areTooMany(present.size())) {
      leaveEldest();
    }
    return this;
  }

  private Resident eldest() {
    return present.isEmpty() ? null : present.values().iterator().next();
  }

  private Behavior<Command> onStop() {
    stopping = true;
    return goOn();
  }

  /** Or ends, once it was asked to and nobody is left. */
  private Behavior<Command> goOn() {
    while (stopping && !present.isEmpty()) {
      leaveEldest();
    }
    return stopping && away.isEmpty() ? Behaviors.stopped() : this;
  }

  private Behavior<Command> onPostStop() {
    residents.laneWent(present.size());
    return this;
  }
}
