package io.tidemark.load.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Runs many random histories on several threads; each world is still decided by its seed alone. */
public final class Histories {
  private final long histories;
  private final long deadlineNanos;
  private final AtomicLong nextSeed;
  private final AtomicLong done = new AtomicLong();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final LongConsumer progress;

  /**
   * What came of it.
   *
   * @param histories how many came to a good end
   * @param steps how many actions these took
   * @param failure what was wrong with the first bad one, when there was one
   */
  public record Result(long histories, long steps, Optional<String> failure) {}

  /**
   * @param histories how many to run, at least
   * @param firstSeed the first world's seed; the others follow
   * @param nanos when to stop in any case
   * @param progress told now and then how many are done, from any thread
   */
  public Histories(long histories, long firstSeed, long nanos, LongConsumer progress) {
    this.histories = histories;
    this.nextSeed = new AtomicLong(firstSeed);
    this.deadlineNanos = System.nanoTime() + nanos;
    this.progress = progress;
  }

  /** Runs them all, or up to the first failure. */
  public Result run(int threads) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Result>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(this::part));
      }
      Result sum = new Result(0, 0, Optional.empty());
      for (Future<Result> part : parts) {
        sum = sum(sum, part.get());
      }
      return sum;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the simulation itself failed", e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private Result part() {
    Simulation simulation = new Simulation();
    long[] reported = {0};
    Optional<String> failure =
        simulation.run(
            nextSeed::getAndIncrement,
            () -> {
              long news = simulation.histories() - reported[0];
              reported[0] += news;
              long all = done.addAndGet(news);
              progress.accept(all);
              return all < histories && !failed.get() && System.nanoTime() - deadlineNanos < 0;
            });
    failure.ifPresent(any -> failed.set(true));
    return new Result(simulation.histories(), simulation.steps(), failure);
  }

  private static Result sum(Result left, Result right) {
    return new Result(
        left.histories() + right.histories(),
        left.steps() + right.steps(),
        left.failure().or(right::failure));
  }
}
