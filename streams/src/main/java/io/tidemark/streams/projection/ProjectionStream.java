package io.tidemark.streams.projection;

import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;
import io.tidemark.streams.QuietRestarts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.Subscriptions;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Keeps one projection at the state of its ECST topic. Rows and offsets are one transaction, so a
 * restart goes on where the rows stand. Batches grow with the backlog: what has arrived while one
 * was being written is the next.
 */
public final class ProjectionStream {
  /** The most records of a batch. */
  private static final int MAXIMUM_RECORDS = 2_000;

  /** What a record counts at least, in bytes; with the former it bounds a batch to 16 MB. */
  private static final int MINIMUM_WEIGHT = 8 * 1024;

  /**
   * After so long without a record an empty batch is written, which notices a table that was
   * dropped while nothing happened.
   */
  private static final Duration IDLE_CHECK = Duration.ofSeconds(5);

  private final ClassicActorSystemProvider system;
  private final ProjectionSettings settings;
  private final ProjectionRepository repository;
  private final Executor blocking;
  private final ProjectionProgress progress;

  /** A projection that is not yet running; its blocking calls take Pekko's blocking dispatcher. */
  public ProjectionStream(
      ClassicActorSystemProvider system,
      ProjectionSettings settings,
      ProjectionRepository repository) {
    this.system = system;
    this.settings = settings;
    this.repository = repository;
    this.blocking =
        system.classicSystem().dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId());
    this.progress = new ProjectionProgress(settings.name());
  }

  /** What it has done so far. */
  public ProjectionProgress progress() {
    return progress;
  }

  /**
   * Starts reading.
   *
   * @return stops it, and tells when it has stopped; what was being written then is written or not,
   *     as a whole
   */
  public Running start() {
    Pair<UniqueKillSwitch, CompletionStage<Done>> running =
        RestartSource.withBackoff(
                QuietRestarts.between(settings.minimumBackoff(), settings.maximumBackoff()),
                this::attempt)
            .viaMat(KillSwitches.single(), Keep.right())
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    return new Running(running.first(), running.second());
  }

  /** A started projection. */
  public record Running(UniqueKillSwitch killSwitch, CompletionStage<Done> stopped) {
    /** Stops it; done when it reads and writes no more. */
    public CompletionStage<Done> stop() {
      killSwitch.shutdown();
      return stopped;
    }
  }

  private Source<ProjectionBatch, NotUsed> attempt() {
    return Source.completionStage(blocking(repository::open))
        .flatMapConcat(
            session -> {
              progress.recovered();
              return read(session).via(batch()).via(write(session));
            })
        .mapError(
            Throwable.class,
            failure -> {
              progress.failed(unwrapped(failure));
              return failure;
            });
  }

  private Source<ConsumerRecord<byte[], byte[]>, Consumer.Control> read(
      ProjectionRepository.Session session) {
    return Consumer.plainSource(
        consumer(),
        Subscriptions.topics(settings.topic())
            .withPartitionAssignmentHandler(new StoredPositions(session)));
  }

  private static Flow<ConsumerRecord<byte[], byte[]>, ProjectionBatch, NotUsed> batch() {
    return Flow.<ConsumerRecord<byte[], byte[]>>create()
        .map(ProjectionBatch.Read::of)
        .batchWeighted(
            (long) MAXIMUM_RECORDS * MINIMUM_WEIGHT,
            read -> (long) Math.max(read.size(), MINIMUM_WEIGHT),
            read -> new ProjectionBatch().with(read),
            ProjectionBatch::with)
        .keepAlive(IDLE_CHECK, ProjectionBatch::new);
  }

  private Flow<ProjectionBatch, ProjectionBatch, NotUsed> write(
      ProjectionRepository.Session session) {
    return Flow.<ProjectionBatch>create()
        .mapAsync(
            1,
            batch ->
                blocking(
                    () -> {
                      long started = System.nanoTime();
                      session.write(List.copyOf(batch.rows()), Map.copyOf(batch.offsets()));
                      if (!batch.rows().isEmpty()) {
                        Verb.PROJECT.done(batch.rows().size(), started);
                        for (String context : batch.traced()) {
                          Traces.step(Verb.PROJECT, context, started, false);
                        }
                      }
                      progress.written(batch);
                      return batch;
                    }));
  }

  private ConsumerSettings<byte[], byte[]> consumer() {
    return ConsumerSettings.create(system, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .withProperties(settings.properties())
        .withBootstrapServers(settings.bootstrapServers())
        .withGroupId(settings.groupId())
        .withProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
        .withProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false")
        .withProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  private <T> CompletionStage<T> blocking(Callable<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (Exception failure) {
            throw new CompletionException(failure);
          }
        },
        blocking);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
