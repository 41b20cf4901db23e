package io.tidemark.app;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Waits for the end of a serving command. The first SIGINT or SIGTERM ends the wait, so that the
 * command closes its parts in order on its own thread and exits with 0; one more, a second or
 * later, ends the process without waiting for that.
 */
public final class Termination {
  /** Supervisors (timeout(1) is one) send the same signal twice at once; that is no impatience. */
  private static final long IMPATIENCE_NANOS = 1_000_000_000L;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean asked = new AtomicBoolean();
  private long first;

  private Termination() {}

  /**
   * Takes the signals from now on. To be called before a command says that it is ready: whoever
   * reads that may end it at once.
   */
  public static Termination armed() {
    Termination termination = new Termination();
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(new Signal(name), termination::received);
    }
    return termination;
  }

  /** {@link #armed} and {@link #awaitEnd} in one, for a command that has nothing to say between. */
  public static boolean await(CompletionStage<?> terminated) throws InterruptedException {
    return armed().awaitEnd(terminated);
  }

  /**
   * Blocks until a signal has arrived or the node has ended by itself.
   *
   * @return whether it was a signal, that is, whether somebody wanted the end
   */
  public boolean awaitEnd(CompletionStage<?> terminated) throws InterruptedException {
    terminated.whenComplete((done, failure) -> ended.countDown());
    ended.await();
    return asked.get();
  }

  private synchronized void received(Signal signal) {
    long now = System.nanoTime();
    if (ended.getCount() > 0) {
      first = now;
      asked.set(true);
      ended.countDown();
    } else if (now - first > IMPATIENCE_NANOS) {
      // Not on this thread: exiting waits for the hooks, and a further signal must come through.
      new Thread(() -> System.exit(128 + signal.getNumber()), "termination").start();
    }
  }
}
