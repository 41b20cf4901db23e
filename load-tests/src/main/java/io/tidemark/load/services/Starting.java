package io.tidemark.load.services;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Parts that start side by side, each on a thread of its own: starting one blocks. */
final class Starting {
  private static final Executor THREADS = task -> new Thread(task, "service-start").start();

  private Starting() {}

  static <T> CompletableFuture<T> of(Supplier<T> start) {
    return CompletableFuture.supplyAsync(start, THREADS);
  }

  /** Waits for a part that may still be starting, and closes it when it did start. */
  static void close(CompletableFuture<? extends Part> part) {
    part.handle(
            (started, failure) -> {
              if (started != null) {
                started.close();
              }
              return null;
            })
        .join();
  }

  /** A part that can be closed without a checked exception. */
  interface Part extends AutoCloseable {
    @Override
    void close();
  }
}
