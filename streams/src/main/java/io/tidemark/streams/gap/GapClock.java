package io.tidemark.streams.gap;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.streams.QuietRestarts;
import io.tidemark.streams.ingest.ControlRecords;
import io.tidemark.streams.ingest.OperationsStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the open gaps of one aggregate type and, when the time of one runs out, says so on the
 * control topic. It reads the database, so no crash and no move of an aggregate stops the clock.
 */
public final class GapClock {
  private static final Logger LOG = LoggerFactory.getLogger(GapClock.class);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final int AT_ONCE = 1_000;

  private final String type;
  private final OperationsStore store;
  private final Producer<byte[], byte[]> producer;
  private final Executor blocking;
  private final AtomicBoolean failing = new AtomicBoolean();

  public GapClock(
      String type, OperationsStore store, Producer<byte[], byte[]> producer, Executor blocking) {
    this.type = type;
    this.store = store;
    this.producer = producer;
    this.blocking = blocking;
  }

  /** Runs until cancelled. */
  public org.apache.pekko.stream.KillSwitch run(ClassicActorSystemProvider system) {
    return RestartSource.withBackoff(
            QuietRestarts.between(Duration.ofSeconds(1), Duration.ofSeconds(10)), this::ticks)
        .viaMat(
            org.apache.pekko.stream.KillSwitches.single(),
            org.apache.pekko.stream.javadsl.Keep.right())
        .to(Sink.ignore())
        .run(system);
  }

  private Source<Integer, Cancellable> ticks() {
    return Source.tick(TICK, TICK, "tick").mapAsync(1, tick -> close());
  }

  private CompletionStage<Integer> close() {
    return CompletableFuture.supplyAsync(
            () -> {
              List<OperationsStore.DueGap> due = store.takeDueGaps(type, AT_ONCE);
              for (OperationsStore.DueGap gap : due) {
                Instruction.CloseGap closing =
                    new Instruction.CloseGap(gap.source(), gap.to(), gap.decidesStart());
                producer.send(ControlRecords.write(type, gap.aggregateId(), closing));
              }
              if (!due.isEmpty()) {
                LOG.debug("{} gaps of {} ran out", due.size(), type);
              }
              return due.size();
            },
            blocking)
        .whenComplete((gaps, failure) -> tell(failure));
  }

  /** Once that it stands still, and once that it does no longer. */
  private void tell(Throwable failure) {
    if (failure == null) {
      if (failing.compareAndSet(true, false)) {
        LOG.info("{}: gaps whose time runs out are closed again", type);
      }
    } else if (failing.compareAndSet(false, true)) {
      LOG.warn(
          "{}: gaps whose time runs out stay open until the database answers again: {}",
          type,
          failure.toString());
    }
  }
}
