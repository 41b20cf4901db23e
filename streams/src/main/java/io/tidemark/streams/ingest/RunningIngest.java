package io.tidemark.streams.ingest;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.kafka.ConsumerSettings;
import org.apache.pekko.kafka.javadsl.Consumer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ingest stream that runs, across its restarts. */
public final class RunningIngest {
  private static final Logger LOG = LoggerFactory.getLogger(RunningIngest.class);

  /** How long what is on its way may take to end. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final CompletableFuture<Done> done = new CompletableFuture<>();
  private UniqueKillSwitch killSwitch;
  private UniqueKillSwitch run;
  private Consumer.Control control;
  private Assignment assignment;
  private Set<TopicPartition> partitions = Set.of();
  private boolean stopping;
  private int runs;

  RunningIngest() {}

  synchronized void running(UniqueKillSwitch stream, CompletionStage<Done> ended) {
    killSwitch = stream;
    ended.whenComplete((ok, failure) -> done.complete(Done.getInstance()));
  }

  synchronized NotUsed started(
      Consumer.Control consumer, UniqueKillSwitch thisRun, Assignment thisAssignment) {
    // Of the run before, for as long as the group has given nothing to this one.
    partitions = partitions();
    control = consumer;
    run = thisRun;
    assignment = thisAssignment;
    return NotUsed.getInstance();
  }

  /**
   * Looks whether all partitions that are consumed go on, and otherwise ends this run. Blocking.
   */
  void watch(Watchdog watchdog) {
    Assignment present;
    synchronized (this) {
      present = stopping ? null : assignment;
    }
    if (present != null && isConsuming()) {
      Set<TopicPartition> stuck = watchdog.look(present, present.received());
      if (!stuck.isEmpty()) {
        restart(present, new IllegalStateException("stuck: " + stuck));
      }
    }
  }

  private synchronized void restart(Assignment present, Throwable cause) {
    if (assignment == present && !stopping) {
      run.abort(cause);
    }
  }

  synchronized boolean isStopping() {
    return stopping;
  }

  /** Gives the consumer of a new run a name of its own: the one before may not be closed yet. */
  synchronized ConsumerSettings<byte[], byte[]> named(ConsumerSettings<byte[], byte[]> consumer) {
    runs++;
    return consumer.withClientId(
        consumer.getProperty(ConsumerConfig.CLIENT_ID_CONFIG) + "-" + runs);
  }

  /** Whether a consumer is at work, rather than a restart being waited for. */
  public synchronized boolean isConsuming() {
    return control != null && !control.isShutdown().toCompletableFuture().isDone();
  }

  /** Whether the aggregates of all partitions that are consumed here are here. */
  public synchronized boolean isPlaced() {
    return assignment != null && assignment.isPlaced();
  }

  /**
   * The partitions that are consumed here. Between two runs they are those of the one before: their
   * records wait no less then.
   */
  public synchronized Set<TopicPartition> partitions() {
    if (assignment != null) {
      partitions = assignment.given().orElse(partitions);
    }
    return partitions;
  }

  /**
   * Stops consuming, lets what is on its way end and commit, and leaves the consumer group. Takes 5
   * s at most, and the time that closing the consumer may take.
   */
  public synchronized CompletionStage<Done> drain() {
    stopping = true;
    if (control == null || control.isShutdown().toCompletableFuture().isDone()) {
      killSwitch.shutdown();
      return done;
    }
    assignment.stopWaiting();
    Consumer.Control consumer = control;
    consumer.stop();
    return done.copy()
        .orTimeout(DRAIN.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(this::giveUp)
        .thenCompose(ok -> consumer.shutdown())
        .handle((ok, failure) -> Done.getInstance());
  }

  private Done giveUp(Throwable failure) {
    LOG.warn("what was on its way did not end within {} s", DRAIN.toSeconds());
    killSwitch.shutdown();
    return Done.getInstance();
  }
}
