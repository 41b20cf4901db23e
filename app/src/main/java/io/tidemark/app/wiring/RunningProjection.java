package io.tidemark.app.wiring;

import io.tidemark.app.http.ProjectionReader.Status;
import io.tidemark.persistence.projection.ProjectionTables;
import io.tidemark.streams.ingest.PartitionProbe;
import io.tidemark.streams.ingest.Watchdog;
import io.tidemark.streams.projection.ProjectionProgress;
import io.tidemark.streams.projection.ProjectionSettings;
import io.tidemark.streams.projection.ProjectionStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One projection at work on this node: the stream that keeps its table, and, when the file has
 * changed, the one that fills another table beside it until the two are exchanged.
 */
final class RunningProjection {
  private static final Logger LOG = LoggerFactory.getLogger(RunningProjection.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** So much behind the other, a table is caught up within the stand-still of an exchange. */
  private static final long CLOSE = 2_000;

  /** How long a partition may have records that come to nothing before the stream starts again. */
  private static final Duration STUCK = Duration.ofSeconds(60);

  private final ActorSystem<?> system;
  private final ProjectionTables tables;
  private final ProjectionSettings settings;
  private final TopicEnds ends;
  private final Executor blocking;
  private final ProjectionProgress progress;
  private final ProjectionStream stream;
  private final Watchdog watchdog;
  private ProjectionStream.Running keeping;
  private ProjectionStream.Running rebuilding;
  private boolean stopped;
  private String said = "";
  private volatile Status status = Status.UNKNOWN;

  private RunningProjection(
      ActorSystem<?> system,
      ProjectionTables tables,
      ProjectionSettings settings,
      TopicEnds ends,
      PartitionProbe probe,
      Executor blocking) {
    this.system = system;
    this.tables = tables;
    this.settings = settings;
    this.ends = ends;
    this.blocking = blocking;
    this.watchdog =
        new Watchdog("projection " + settings.name(), probe::withMore, STUCK, System::nanoTime);
    this.stream = new ProjectionStream(system, settings, new JdbcProjectionRepository(tables));
    this.progress = stream.progress();
    this.keeping = stream.start();
  }

  /**
   * Starts to keep a projection.
   *
   * @param ends tells how long its topic is
   * @param probe tells whether partitions have records that are not read
   * @param blocking looks after it, which blocks
   */
  static RunningProjection start(
      ActorSystem<?> system,
      ProjectionTables tables,
      ProjectionSettings settings,
      TopicEnds ends,
      PartitionProbe probe,
      Executor blocking) {
    RunningProjection running =
        new RunningProjection(system, tables, settings, ends, probe, blocking);
    running.later();
    return running;
  }

  /** As the aggregates file calls it. */
  String name() {
    return settings.name();
  }

  /** What it has done on this node. */
  ProjectionProgress progress() {
    return progress;
  }

  /** How far it is, as of a moment ago. */
  Status status() {
    return status;
  }

  private void later() {
    CompletableFuture.delayedExecutor(LOOK.toMillis(), TimeUnit.MILLISECONDS, blocking)
        .execute(this::look);
  }

  private void look() {
    try {
      lookAfter();
      said = "";
    } catch (SQLException | RuntimeException failure) {
      // Once for each trouble: the next look is a second later.
      if (!said.equals(failure.toString())) {
        said = failure.toString();
        LOG.warn("Projection {} cannot be looked after: {}", settings.name(), said);
      }
    }
    synchronized (this) {
      if (!stopped) {
        later();
      }
    }
  }

  private void lookAfter() throws SQLException {
    boolean outdated = tables.isOutdated();
    if (outdated) {
      startRebuilding();
      if (tables.rebuildingBehind() <= CLOSE && tables.exchange()) {
        outdated = false;
      }
    }
    if (!outdated) {
      stopRebuilding();
    }
    Map<Integer, long[]> topic = ends.of(tables.topic());
    OptionalLong rest = outdated ? lag(topic, tables.rebuildingOffsets()) : OptionalLong.empty();
    Map<Integer, Long> offsets = tables.offsets();
    status = new Status(outdated, lag(topic, offsets), rest);
    if (!watchdog.look(keeping, behind(topic, offsets)).isEmpty()) {
      restart();
    }
  }

  /** The partitions with something left, of this node and of others: rows do not tell whose. */
  private Map<TopicPartition, Long> behind(Map<Integer, long[]> topic, Map<Integer, Long> offsets) {
    Map<TopicPartition, Long> behind = new HashMap<>();
    topic.forEach(
        (number, ends) -> {
          long next = next(ends, offsets.get(number));
          if (left(ends, next) > 0) {
            behind.put(new TopicPartition(tables.topic(), number), next);
          }
        });
    return behind;
  }

  private synchronized void restart() {
    if (!stopped) {
      keeping.stop();
      keeping = stream.start();
    }
  }

  private static OptionalLong lag(Map<Integer, long[]> topic, Map<Integer, Long> offsets) {
    if (topic.isEmpty()) {
      return OptionalLong.empty();
    }
    long lag = 0;
    for (Map.Entry<Integer, long[]> partition : topic.entrySet()) {
      long[] ends = partition.getValue();
      lag += left(ends, next(ends, offsets.get(partition.getKey())));
    }
    return OptionalLong.of(lag);
  }

  private static long next(long[] ends, Long offset) {
    return offset == null ? ends[0] : Math.max(ends[0], offset);
  }

  private static long left(long[] ends, long next) {
    // The end is behind the mark of a transaction, which is no record and is never read.
    return Math.max(0, ends[1] - next - 1);
  }

  private synchronized void startRebuilding() {
    if (rebuilding == null && !stopped) {
      LOG.info(
          "Projection {}: the file's columns differ from the table's, which goes on being served;"
              + " another one is filled beside it",
          settings.name());
      rebuilding =
          new ProjectionStream(
                  system,
                  settings.inGroup(
                      settings.groupId()
                          + "-rebuilding-"
                          + Integer.toHexString(tables.definition().hashCode())),
                  JdbcProjectionRepository.rebuilding(tables))
              .start();
    }
  }

  private synchronized void stopRebuilding() {
    if (rebuilding != null) {
      rebuilding.stop();
      rebuilding = null;
    }
  }

  /** Ends its streams; done when they write no more. */
  synchronized CompletionStage<Done> stop() {
    stopped = true;
    CompletionStage<Done> kept = keeping.stop();
    return rebuilding == null
        ? kept
        : kept.thenCombine(rebuilding.stop(), (one, other) -> Done.getInstance());
  }
}
