package io.tidemark.app.wiring;

import io.tidemark.app.Settings;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.persistence.aggregate.AggregateSharding;
import io.tidemark.persistence.operations.OperationsTables;
import io.tidemark.streams.gap.GapClock;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import io.tidemark.streams.ingest.IngestStream;
import io.tidemark.streams.ingest.OperationsStore;
import io.tidemark.streams.ingest.PathCounters;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.stream.KillSwitch;

/** One aggregate type at work on this node: its shards, its stream and its gap clock. */
public final class RunningType {
  /** How long a stream waits for an aggregate before it starts again. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AggregateDefinition definition;
  private final int partitions;
  private final AggregateSharding aggregates;
  private final IngestStream.Running stream;
  private final KillSwitch gapClock;

  private RunningType(
      AggregateDefinition definition,
      int partitions,
      AggregateSharding aggregates,
      IngestStream.Running stream,
      KillSwitch gapClock) {
    this.definition = definition;
    this.partitions = partitions;
    this.aggregates = aggregates;
    this.stream = stream;
    this.gapClock = gapClock;
  }

  /** Starts one. */
  public static RunningType start(
      ActorSystem<?> system,
      Settings settings,
      AggregateDefinition definition,
      int partitions,
      OperationsTables tables,
      Producer<byte[], byte[]> producer,
      PathCounters counters) {
    EventInterpreter interpreter = new EventInterpreter(definition);
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    KafkaClients clients = new KafkaClients(system, settings.kafka());
    OperationsStore store = new JdbcOperationsStore(tables, definition.gap());
    AggregateSharding aggregates =
        AggregateSharding.start(system, definition, interpreter, PATIENCE);
    IngestStream stream =
        new IngestStream(
            definition,
            new EnvelopeDecoder(definition, interpreter, partitions),
            aggregates::submit,
            store,
            blocking,
            counters,
            clients.consumer(definition.type()),
            clients.shared(producer),
            CommitterSettings.create(system));
    return new RunningType(
        definition,
        partitions,
        aggregates,
        stream.run(system),
        new GapClock(definition.type(), store, producer, blocking).run(system));
  }

  public AggregateDefinition definition() {
    return definition;
  }

  /** Which partition, and so which shard, an aggregate belongs to. */
  public int partition(String aggregateId) {
    return EnvelopeDecoder.partition(aggregateId, partitions);
  }

  public AggregateSharding aggregates() {
    return aggregates;
  }

  /** Ends the gap clock, takes in no more, and commits what is on its way. */
  public CompletionStage<Done> drain() {
    gapClock.shutdown();
    return stream.drain();
  }
}
