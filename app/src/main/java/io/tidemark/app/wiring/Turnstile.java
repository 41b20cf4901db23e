package io.tidemark.app.wiring;

import io.tidemark.app.http.BusyException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets so many pieces of work run side by side, makes some more wait in turn, and turns away the
 * rest. No thread waits.
 */
final class Turnstile {
  private final int most;
  private final int mostWaiting;
  private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int running;

  Turnstile(int most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  /** Runs some work when its turn has come; fails with {@link BusyException} when too many wait. */
  <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> work) {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    synchronized (this) {
      if (running < most) {
        running++;
        turn.complete(null);
      } else if (waiting.size() < mostWaiting) {
        waiting.addLast(turn);
      } else {
        turn.completeExceptionally(new BusyException("too many ask for the past now; try again"));
        return turn.thenApply(never -> null);
      }
    }
    return turn.thenCompose(mine -> work.get()).whenComplete((result, failure) -> leave());
  }

  private void leave() {
    CompletableFuture<Void> next;
    synchronized (this) {
      next = waiting.pollFirst();
      if (next == null) {
        running--;
      }
    }
    if (next != null) {
      // Its work starts on this thread, which a finished piece of work runs on: none that must not
      // be kept busy.
      next.complete(null);
    }
  }
}
