package io.tidemark.load;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Looks again and again until something has come about. */
public final class Eventually {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Eventually() {}

  /** Something that comes about in its time. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns once it holds; a look that fails ends it. */
  public static void await(String what, Duration patience, Condition condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + patience.toSeconds() + " s in vain for " + what);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  /** Returns once it holds; a failed assertion, as of something not found, means not yet. */
  public static void awaitFound(String what, Duration patience, Condition condition)
      throws Exception {
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

  /**
   * What a look finds, once no assertion of it fails; in vain, what the last one said is told. Any
   * other failure ends it.
   */
  public static <T> T find(String what, Duration patience, Callable<T> look) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return look.call();
      } catch (AssertionError notYet) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "waited " + patience.toSeconds() + " s in vain for " + what + ": " + notYet, notYet);
        }
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }
}
