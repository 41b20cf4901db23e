package io.tidemark.app.wiring;

import io.tidemark.app.http.BusyException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Lets so many requests of a node wait for their token at a time, and turns away the rest. */
final class Waits {
  private final int most;
  private final Semaphore free;

  Waits(int most) {
    this.most = most;
    this.free = new Semaphore(most);
  }

  /** Waits, unless too many do: then it fails with {@link BusyException}. */
  <T> CompletionStage<T> during(Supplier<CompletionStage<T>> wait) {
    if (!free.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new BusyException(most + " requests wait for their tokens; try again"));
    }
    try {
      return wait.get().whenComplete((result, failure) -> free.release());
    } catch (RuntimeException failure) {
      free.release();
      throw failure;
    }
  }
}
