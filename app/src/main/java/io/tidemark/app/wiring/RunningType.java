package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.Settings;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.ProjectionDefinition;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.AggregateHistory;
import io.tidemark.persistence.aggregate.AggregateSharding;
import io.tidemark.persistence.aggregate.Residents;
import io.tidemark.persistence.flow.FlowTable;
import io.tidemark.persistence.operations.OperationsTables;
import io.tidemark.persistence.operations.PartitionOwnerTable;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.streams.gap.GapClock;
import io.tidemark.streams.ingest.Claims;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import io.tidemark.streams.ingest.FlowIndex;
import io.tidemark.streams.ingest.IngestStream;
import io.tidemark.streams.ingest.OperationsStore;
import io.tidemark.streams.ingest.PathCounters;
import io.tidemark.streams.ingest.Redrive;
import io.tidemark.streams.ingest.RunningIngest;
import io.tidemark.streams.projection.ProjectionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.kafka.CommitterSettings;
import org.apache.pekko.stream.KillSwitch;

/** One aggregate type at work on this node: its shards, its stream and its gap clock. */
public final class RunningType {
  /** How long a stream waits for an aggregate before it starts again. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AggregateDefinition definition;
  private final int partitions;
  private final EnvelopeDecoder decoder;
  private final AggregateSharding aggregates;
  private final AggregateHistory histories;
  private final RunningIngest stream;
  private final KillSwitch gapClock;
  private final List<JdbcProjectionReader.Source> projections;
  private final List<RunningProjection> projecting;

  private RunningType(
      AggregateDefinition definition,
      int partitions,
      EnvelopeDecoder decoder,
      AggregateSharding aggregates,
      AggregateHistory histories,
      RunningIngest stream,
      KillSwitch gapClock,
      List<JdbcProjectionReader.Source> projections,
      List<RunningProjection> projecting) {
    this.definition = definition;
    this.partitions = partitions;
    this.decoder = decoder;
    this.aggregates = aggregates;
    this.histories = histories;
    this.stream = stream;
    this.gapClock = gapClock;
    this.projections = List.copyOf(projections);
    this.projecting = List.copyOf(projecting);
  }

  /**
   * Starts one.
   *
   * @param room what events may take of the memory that wait, of all types together
   * @param residents how many aggregates may be in memory, of all types together
   */
  public static RunningType start(
      ActorSystem<?> system,
      Settings settings,
      AggregateDefinition definition,
      int partitions,
      WaitingRoom room,
      Residents residents,
      DataSource dataSource,
      Producer<byte[], byte[]> producer,
      PathCounters counters) {
    EventInterpreter interpreter = new EventInterpreter(definition);
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    KafkaClients clients = new KafkaClients(system, settings.kafka());
    OperationsStore store =
        new JdbcOperationsStore(new OperationsTables(dataSource), definition.gap());
    List<JdbcProjectionReader.Source> projections = new ArrayList<>();
    List<RunningProjection> projecting = new ArrayList<>();
    TopicEnds ends = new TopicEnds(KafkaClients.admin(settings.kafka()));
    system.getWhenTerminated().thenRun(ends::close);
    for (ProjectionDefinition projection : definition.projections().values()) {
      ProjectionTables rows =
          new ProjectionTables(dataSource, projection, definition.emit().topic());
      ProjectionSettings reading =
          ProjectionSettings.of(
              projection.name(),
              definition.emit().topic(),
              settings.kafka().groupId(),
              settings.kafka().bootstrapServers(),
              properties(settings));
      RunningProjection running =
          RunningProjection.start(
              system, rows, reading, ends, clients.probe(definition.type()), blocking);
      projecting.add(running);
      projections.add(new JdbcProjectionReader.Source(definition.type(), rows, running::status));
    }
    AggregateSharding aggregates =
        AggregateSharding.start(system, definition, interpreter, room, residents, PATIENCE);
    AnnouncingProducers announcing = new AnnouncingProducers(settings.kafka());
    EnvelopeDecoder decoder = new EnvelopeDecoder(definition, interpreter, partitions);
    IngestStream stream =
        new IngestStream(
            definition,
            decoder,
            new ShardedGateway(aggregates),
            store,
            settings.flows().areKept() ? new FlowTable(dataSource)::keep : FlowIndex.NONE,
            blocking,
            counters,
            clients.consumer(definition.type()),
            clients.shared(producer),
            new Claims(
                clients.owner(definition.type()),
                new JdbcPartitionOwners(new PartitionOwnerTable(dataSource, definition.type())),
                announcing::lockOut,
                blocking),
            announcing::create,
            CommitterSettings.create(system),
            clients.probe(definition.type()));
    return new RunningType(
        definition,
        partitions,
        decoder,
        aggregates,
        AggregateSharding.histories(system, definition, interpreter),
        stream.run(system),
        new GapClock(definition.type(), store, producer, blocking).run(system),
        projections,
        projecting);
  }

  private static Map<String, String> properties(Settings settings) {
    Map<String, String> properties = new HashMap<>(KafkaClients.membership());
    properties.putAll(settings.kafka().properties());
    return properties;
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

  /** What its aggregates were. */
  public AggregateHistory histories() {
    return histories;
  }

  /** What another try of a dead letter would come to. */
  public CompletionStage<JsonNode> rehearse(DeadLetter letter) {
    Redrive redrive = Redrive.of(letter, decoder, Instant.now());
    if (redrive.instruction().isEmpty()) {
      return CompletableFuture.completedFuture(
          outcome("dead-letter").put("reason", redrive.reason()).put("message", redrive.message()));
    }
    String id = redrive.aggregateId().orElseThrow();
    return aggregates
        .rehearse(id, partition(id), redrive.instruction().get(), Instant.now())
        .thenApply(RunningType::outcome);
  }

  private static JsonNode outcome(AggregateActor.Rehearsed rehearsed) {
    ObjectNode outcome =
        rehearsed.rejected().isEmpty()
            ? outcome("applied")
            : outcome("dead-letter")
                .put("reason", rehearsed.rejected().get(0).reason())
                .put("message", rehearsed.rejected().get(0).message());
    try {
      outcome.set("before", ExactJson.mapper().readTree(rehearsed.before()));
      return outcome.set("after", ExactJson.mapper().readTree(rehearsed.after()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode outcome(String outcome) {
    return JsonNodeFactory.instance.objectNode().put("outcome", outcome);
  }

  /** The read models of this type. */
  public List<JdbcProjectionReader.Source> projections() {
    return projections;
  }

  /** How many partitions each of its topics has. */
  public int partitions() {
    return partitions;
  }

  /** Its projections at work. */
  List<RunningProjection> projecting() {
    return projecting;
  }

  /** Its input partitions that this node consumes. */
  public Set<TopicPartition> consumed() {
    return stream.partitions();
  }

  /** Whether its stream is at work, rather than between two attempts. */
  public boolean isConsuming() {
    return stream.isConsuming();
  }

  /** Whether the aggregates of every partition that it consumes are on this node. */
  public boolean isPlaced() {
    return stream.isPlaced();
  }

  /** Ends the gap clock, takes in no more, and commits what is on its way. */
  public CompletionStage<Done> drain() {
    gapClock.shutdown();
    return stream
        .drain()
        .thenCompose(
            done ->
                CompletableFuture.allOf(
                    projecting.stream()
                        .map(running -> running.stop().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new)))
        .thenApply(done -> Done.getInstance());
  }
}
