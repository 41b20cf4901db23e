package io.tidemark.streams.ingest;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.unsafe.UnsafeSwitch;
import io.tidemark.streams.QuietRestarts;
import io.tidemark.streams.emit.Announcements;
import io.tidemark.streams.emit.FencedProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.kafka.ConsumerMessage.CommittableOffsetBatch;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.ProducerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Committer;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import scala.concurrent.ExecutionContext;

/**
 * The path of one aggregate type on one node: decode, route, sequence, merge, persist, emit,
 * commit.
 *
 * <p>Invariant: an offset is committed only after every event up to it is durable in its
 * aggregate's journal or among the dead letters, and Kafka acknowledged what is announced of it.
 * All partitions share one stream, so no two records of one aggregate are ever on their way side by
 * side.
 */
public final class IngestStream {
  /** Batches between consumer and receipt at one time. */
  private static final int BATCHES_IN_FLIGHT = 2;

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** How long a partition may have records and receive none before the stream starts again. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofSeconds(10);

  /** How long an idle stream lets offsets and young gaps wait. */
  private static final Duration TICK = Duration.ofMillis(250);

  private final AggregateDefinition definition;
  private final EnvelopeDecoder decoder;
  private final AggregateGateway gateway;
  private final OperationsStore store;
  private final Flows flows;
  private final Executor blocking;
  private final PathCounters counters;
  private final ConsumerSettings<byte[], byte[]> consumer;
  private final ProducerSettings<byte[], byte[]> producer;
  private final Claims claims;
  private final Function<String, Producer<byte[], byte[]>> announcing;
  private final CommitterSettings committer;
  private final PartitionProbe probe;
  private final InternalTopics topics;
  private final DeadLetters deadLetters;
  private final Announcements announcements;
  private final RunningIngest running = new RunningIngest();
  private final Outage outage;

  /**
   * @param index where the events of flows are found
   * @param blocking where the store and the index are called
   * @param producer for copies of records, whose order does not matter
   * @param claims the right to announce
   * @param probe tells whether partitions have records that do not come
   * @param announcing makes a producer for announcements, by its transactional id
   */
  public IngestStream(
      AggregateDefinition definition,
      EnvelopeDecoder decoder,
      AggregateGateway gateway,
      OperationsStore store,
      FlowIndex index,
      Executor blocking,
      PathCounters counters,
      ConsumerSettings<byte[], byte[]> consumer,
      ProducerSettings<byte[], byte[]> producer,
      Claims claims,
      Function<String, Producer<byte[], byte[]>> announcing,
      CommitterSettings committer,
      PartitionProbe probe) {
    this.definition = definition;
    this.decoder = decoder;
    this.gateway = gateway;
    this.store = store;
    this.flows = new Flows(definition, index);
    this.blocking = blocking;
    this.counters = counters;
    this.consumer = consumer;
    this.producer = producer;
    this.claims = claims;
    this.announcing = announcing;
    this.committer = committer;
    this.probe = probe;
    this.outage = new Outage(definition.type());
    this.topics = InternalTopics.of(definition.type());
    this.deadLetters = new DeadLetters(definition);
    this.announcements = new Announcements(definition.type(), definition.emit());
  }

  /** Runs until it is stopped; starts again with backoff whenever a part of it fails. */
  public RunningIngest run(ClassicActorSystemProvider system) {
    var stream =
        RestartSource.onFailuresWithBackoff(
                QuietRestarts.between(SHORTEST_WAIT, LONGEST_WAIT), this::once)
            .viaMat(KillSwitches.single(), Keep.right())
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    running.running(stream.first(), stream.second());
    watch(system, stream.second());
    return running;
  }

  private void watch(ClassicActorSystemProvider system, CompletionStage<Done> ended) {
    Watchdog watchdog = new Watchdog(definition.type(), probe::withMore, STUCK, System::nanoTime);
    Cancellable looks =
        system
            .classicSystem()
            .scheduler()
            .scheduleWithFixedDelay(
                LOOK, LOOK, () -> running.watch(watchdog), ExecutionContext.fromExecutor(blocking));
    ended.whenComplete((done, failure) -> looks.cancel());
  }

  private Source<Done, NotUsed> once() {
    if (running.isStopping()) {
      return Source.empty();
    }
    outage.started();
    String epoch = UUID.randomUUID().toString();
    FencedProducer announcer = new FencedProducer(claims.owner(), announcing);
    Assignment assignment = new Assignment(definition.type(), gateway, claims, announcer::open);
    Emission emission = new Emission(producer, announcer, announcements, assignment, blocking);
    Batch.Costs costs = new Batch.Costs();
    FetchPace fetches = new FetchPace(System.nanoTime());
    GapLedger ledger = new GapLedger(store, definition.type(), assignment, claims.owner());
    return Consumer.committableSource(
            running
                .named(consumer)
                .withConsumerFactory(
                    settings ->
                        new PlacedPartitionsConsumer(settings, assignment::isPlaced, fetches)),
            Subscriptions.topics(InternalTopics.inputsOf(definition))
                .withPartitionAssignmentHandler(assignment))
        .viaMat(KillSwitches.single(), Keep.both())
        .mapMaterializedValue(
            started -> running.started(started.first(), started.second(), assignment))
        .batchWeighted(Batch.MAXIMUM_COST, costs::of, Batch::of, Batch::add)
        .via(new Paced<>(ProcessorLoad::recent, fetches))
        .map(costs::begin)
        .map(batch -> UnsafeSwitch.WITHOUT_OFFSETS ? batch.commitUnfinished() : batch)
        .mapAsync(1, batch -> assignment.placed(batch).thenApply(placed -> batch))
        .mapAsync(
            BATCHES_IN_FLIGHT, batch -> work(batch, assignment.begin(batch)).submit(gateway, epoch))
        // The order of the index's rows is nothing: they are written while other batches are.
        .mapAsync(BATCHES_IN_FLIGHT, this::index)
        .mapAsync(1, this::store)
        .via(emission.flow())
        .map(Optional::of)
        .keepAlive(TICK, Optional::empty)
        // When the source has ended, what waits for its gaps to be on record has its turn.
        .concat(Source.single(Optional.<BatchWork>empty()))
        .mapAsync(1, work -> settle(ledger, assignment, work))
        .mapConcat(offsets -> offsets)
        .via(Committer.flow(committer))
        .mapError(
            new org.apache.pekko.japi.pf.PFBuilder<Throwable, Throwable>()
                .matchAny(this::report)
                .build())
        .watchTermination(
            (started, ended) -> {
              ended.whenCompleteAsync(
                  (done, failure) -> {
                    assignment.abandon();
                    announcer.close();
                  },
                  blocking);
              return started;
            });
  }

  private BatchWork work(Batch batch, Assignment.Lease lease) {
    return new BatchWork(
            batch,
            lease,
            decoder,
            deadLetters,
            topics,
            counters,
            flows.new Collected(),
            Instant.now())
        .decode();
  }

  private CompletionStage<BatchWork> index(BatchWork work) {
    return work.needsIndex()
        ? CompletableFuture.supplyAsync(work::index, blocking)
        : CompletableFuture.completedFuture(work);
  }

  private CompletionStage<BatchWork> store(BatchWork work) {
    return work.needsStore()
        ? CompletableFuture.supplyAsync(() -> work.store(store), blocking)
        : CompletableFuture.completedFuture(work);
  }

  /** Lets offsets go once the gaps that their records opened are closed or on record. */
  private CompletionStage<List<CommittableOffsetBatch>> settle(
      GapLedger ledger, Assignment assignment, Optional<BatchWork> done) {
    done.filter(BatchWork::isEmpty).ifPresent(work -> assignment.end(List.of(work.lease())));
    done.filter(work -> !work.isEmpty())
        .ifPresent(
            work -> {
              outage.worked();
              ledger.add(work.gaps(), work.done(), work.lease());
            });
    return ledger.isDue()
        ? CompletableFuture.supplyAsync(ledger::visit, blocking)
        : CompletableFuture.completedFuture(List.of());
  }

  private Throwable report(Throwable failure) {
    counters.countRestart();
    outage.failed(failure);
    return failure;
  }
}
