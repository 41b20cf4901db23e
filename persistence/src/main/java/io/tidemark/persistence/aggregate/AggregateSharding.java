package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.journal.AggregateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.external.ExternalShardAllocationStrategy;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * The aggregates of one type, spread over the nodes: a Kafka partition is a shard with one lane,
 * and stands where the partition is consumed.
 */
public final class AggregateSharding {
  /** How long one question may take, if it is not lost: the aggregate may have to recover. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** How long the coordinator waits for its own copy of the locations. */
  private static final Duration LOCATION = Duration.ofSeconds(5);

  /** After so long without an answer somebody who waits for a token asks again. */
  private static final Duration REMIND = Duration.ofSeconds(1);

  private static final Duration SHORTEST = Duration.ofMillis(20);

  private final ActorSystem<?> system;
  private final ActorRef<Routed> region;
  private final ShardPlacement placement;
  private final Duration timeout;

  /**
   * A command on its way to its lane.
   *
   * @param partition of the lane
   * @param command what it is told
   */
  public record Routed(int partition, AggregateLane.Command command) {}

  private AggregateSharding(
      ActorSystem<?> system, ActorRef<Routed> region, ShardPlacement placement, Duration timeout) {
    this.system = system;
    this.region = region;
    this.placement = placement;
    this.timeout = timeout;
  }

  /**
   * Starts the shard region of one aggregate type on this node.
   *
   * @param room what events may take of the memory that wait, of all types together
   * @param residents how many aggregates may be in memory, of all types together
   * @param timeout how long a caller waits for an aggregate
   */
  public static AggregateSharding start(
      ActorSystem<?> system,
      AggregateDefinition definition,
      EventInterpreter interpreter,
      WaitingRoom room,
      Residents residents,
      Duration timeout) {
    AggregateActor.History history = history(system);
    Visits visits =
        new Visits(definition, interpreter, room, AggregateStore.of(Adapter.toClassic(system)));
    String here = Cluster.get(system).selfMember().address().toString();
    EntityTypeKey<AggregateLane.Command> key =
        EntityTypeKey.create(AggregateLane.Command.class, definition.type());
    ActorRef<Routed> region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        key,
                        context ->
                            AggregateLane.create(
                                (id, announced) ->
                                    AggregateActor.create(
                                        id, definition, interpreter, history, room, announced),
                                visits,
                                residents,
                                here))
                    .withStopMessage(AggregateLane.Stop.STOP)
                    .withAllocationStrategy(
                        ExternalShardAllocationStrategy.create(system, key.name(), LOCATION))
                    .withMessageExtractor(new PartitionIsShard()));
    return new AggregateSharding(
        system, region, new ShardPlacement(system, key.name(), region), timeout);
  }

  /**
   * Brings the shards of partitions to this node; to be called when they are consumed here from now
   * on.
   *
   * @param wanted whether a partition is still consumed here; otherwise the wait for it ends
   * @return by partition, when its aggregates are here
   */
  public Map<Integer, CompletionStage<Done>> place(Set<Integer> partitions, IntPredicate wanted) {
    return placement.place(partitions, wanted);
  }

  /**
   * Hands instructions to aggregates of one partition; the receipts come in the same order once all
   * is durable. Fails when something could not be stored, as far as anyone knows.
   *
   * @param submissions those of one aggregate arrive there in this order
   */
  public CompletionStage<List<Receipt>> submit(
      String epoch, int partition, List<Submission> submissions, Instant now) {
    List<CompletableFuture<Receipts>> parts = new ArrayList<>();
    for (List<Submission> part : SubmissionParts.of(submissions)) {
      parts.add(
          AskPattern.<Routed, Receipts>askWithStatus(
                  region,
                  replyTo ->
                      new Routed(partition, new AggregateLane.Submit(epoch, part, now, replyTo)),
                  timeout,
                  system.scheduler())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> parts.stream().flatMap(part -> part.join().receipts().stream()).toList());
  }

  /**
   * Reads an aggregate; asks again when a question is lost because its shard is moving. What is
   * attached to the answer may run on the aggregate's thread: short work only.
   */
  public CompletionStage<AggregateActor.Answer> read(String id, int partition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return askAgain(
        id, partition, () -> ANSWER, (left, replyTo) -> new AggregateActor.Read(replyTo), deadline);
  }

  /**
   * Reads an aggregate once it includes what a token stands for; fails with a {@link
   * TimeoutException} when it does not in time. Asks again every second: the question may be lost
   * with the node that it was put to, or wait at an aggregate that has made room for others since.
   */
  public CompletionStage<AggregateActor.Answer> read(
      String id, int partition, ConsistencyToken token, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    return askAgain(
        id,
        partition,
        () -> untilReminder(deadline),
        (left, replyTo) -> new AggregateActor.ReadIncluding(token, left, replyTo),
        deadline);
  }

  /** Even without patience it is asked once. */
  private static Duration untilReminder(long deadline) {
    return Duration.ofNanos(
        Math.min(REMIND.toNanos(), Math.max(SHORTEST.toNanos(), deadline - System.nanoTime())));
  }

  /** A question to an aggregate, which has so long to answer it. */
  private interface Question {
    AggregateActor.Command to(Duration left, ActorRef<AggregateActor.Answer> replyTo);
  }

  /**
   * @param each how long one question is waited for
   */
  private CompletionStage<AggregateActor.Answer> askAgain(
      String id, int partition, Supplier<Duration> each, Question question, long deadline) {
    Duration left = each.get();
    CompletableFuture<AggregateActor.Answer> asked =
        AskPattern.<Routed, AggregateActor.Answer>ask(
                region,
                replyTo ->
                    new Routed(partition, new AggregateLane.Ask(id, question.to(left, replyTo))),
                left,
                system.scheduler())
            .toCompletableFuture();
    // What is attached to the question itself would run in the common pool, as with every future of
    // Scala's: a hop more for each answer. A failure comes on the thread of all timers.
    return CompletableFuture.allOf(asked)
        .thenCompose(done -> asked)
        .exceptionallyComposeAsync(
            failure ->
                failure.getCause() instanceof TimeoutException && System.nanoTime() < deadline
                    ? askAgain(id, partition, each, question, deadline)
                    : CompletableFuture.failedFuture(failure),
            system.executionContext());
  }

  /** Asks what an instruction would do to an aggregate; does nothing. */
  public CompletionStage<AggregateActor.Rehearsed> rehearse(
      String id, int partition, Instruction instruction, Instant now) {
    return AskPattern.ask(
        region,
        replyTo ->
            new Routed(
                partition,
                new AggregateLane.Ask(id, new AggregateActor.Rehearse(instruction, now, replyTo))),
        timeout,
        system.scheduler());
  }

  static AggregateActor.History history(ActorSystem<?> system) {
    AggregateHistory.Rows journal = journal(system);
    return persistenceId ->
        journal.from(persistenceId, 1).runWith(Sink.seq(), system).thenApply(List::copyOf);
  }

  /** What aggregates of this type were, and what they applied. */
  public static AggregateHistory histories(
      ActorSystem<?> system, AggregateDefinition definition, EventInterpreter interpreter) {
    return new AggregateHistory(system, definition, interpreter, journal(system));
  }

  private static AggregateHistory.Rows journal(ActorSystem<?> system) {
    JdbcReadJournal journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    return (persistenceId, first) ->
        journal
            .currentEventsByPersistenceId(persistenceId, first, Long.MAX_VALUE)
            .map(EventEnvelope::event)
            .map(JournalEvent.class::cast);
  }

  private static final class PartitionIsShard
      extends ShardingMessageExtractor<Routed, AggregateLane.Command> {

    @Override
    public String entityId(Routed routed) {
      return Integer.toString(routed.partition());
    }

    @Override
    public String shardId(String entityId) {
      return entityId;
    }

    @Override
    public AggregateLane.Command unwrapMessage(Routed routed) {
      return routed.command();
    }
  }
}
