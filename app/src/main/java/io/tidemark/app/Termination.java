package io.tidemark.app;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Waits for the end of a serving command. The first SIGINT or SIGTERM ends the wait, so that the
 * command closes its parts in order on its own thread and exits with 0; a second one ends the
 * process at once.
 */
public final class Termination {
  private final CountDownLatch ended = new CountDownLatch(1);

  private Termination() {}

  /**
   * Blocks until a signal arrives or the node ends by itself.
   *
   * @return whether it was a signal, that is, whether somebody wanted the end
   */
  public static boolean await(CompletionStage<?> terminated) throws InterruptedException {
    Termination termination = new Termination();
    boolean[] asked = new boolean[1];
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (termination.ended.getCount() == 0) {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
            asked[0] = true;
            termination.ended.countDown();
          });
    }
    terminated.whenComplete((done, failure) -> termination.ended.countDown());
    termination.ended.await();
    return asked[0];
  }
}
