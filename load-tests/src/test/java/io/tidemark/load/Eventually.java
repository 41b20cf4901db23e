package io.tidemark.load;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again until something has come about. A look that fails only says that it has not
 * yet; the failure that ends the waiting tells what the last one said.
 */
public final class Eventually {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /** Something that comes about in its time. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns once it holds. */
  public static void await(String what, Duration patience, Condition condition)
      throws InterruptedException {
    find(
        what,
        patience,
        () -> {
          if (!condition.holds()) {
            throw new AssertionError("it does not hold");
          }
          return true;
        });
  }

  /** What a look finds, once one does not fail. */
  public static <T> T find(String what, Duration patience, Callable<T> look)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return look.call();
      } catch (InterruptedException end) {
        throw end;
      } catch (Exception | AssertionError notYet) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "waited " + patience.toSeconds() + " s in vain for " + what + ": " + notYet, notYet);
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }
}
