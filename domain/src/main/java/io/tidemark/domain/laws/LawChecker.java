package io.tidemark.domain.laws;

import io.tidemark.domain.merge.custom.CustomRule;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Searches a custom rule for a history that breaks one of its {@link Law}s, and shrinks what it
 * finds. In a test:
 *
 * <pre>{@code
 * LawChecker.standard().check(PriorityAddress::new).requireHolds();
 * }</pre>
 *
 * <p>First all histories of one and two events and many of three, over values of every kind; then
 * random ones of two and three sources, up to six events mostly and two dozen at times. In each,
 * all orders in which the events can arrive are compared. A search that finds nothing proves
 * nothing, but what it misses takes more than that. The same seed finds the same, unless time runs
 * out.
 *
 * @see <a href="https://doi.org/10.1145/351240.351266">Claessen and Hughes: QuickCheck, 2000</a>
 * @see <a href="https://doi.org/10.1145/1411286.1411292">Runciman, Naylor and Lindblad: SmallCheck,
 *     2008, for small scopes first</a>
 */
public final class LawChecker {
  private static final LawChecker STANDARD =
      new LawChecker(1, Duration.ofSeconds(10), histories -> {});

  private static final long WATCH_MILLIS = 500;

  private final long seed;
  private final Duration limit;
  private final LongConsumer progress;

  private LawChecker(long seed, Duration limit, LongConsumer progress) {
    this.seed = seed;
    this.limit = limit;
    this.progress = progress;
  }

  /** Seed 1, at most 10 seconds for each rule; most take one or two. */
  public static LawChecker standard() {
    return STANDARD;
  }

  /** The same with another seed, for other random histories. */
  public LawChecker withSeed(long other) {
    return new LawChecker(other, limit, progress);
  }

  /** The same with another limit on the time for each rule. */
  public LawChecker withLimit(Duration other) {
    return new LawChecker(seed, Objects.requireNonNull(other), progress);
  }

  /** The same, telling every now and then how many histories it has tried. */
  public LawChecker withProgress(LongConsumer listener) {
    return new LawChecker(seed, limit, Objects.requireNonNull(listener));
  }

  /**
   * Searches a rule, on a thread of its own: a call that takes longer than the whole limit counts
   * as one that never returns.
   *
   * @param rule makes a new instance at each call
   */
  public LawReport check(Supplier<? extends CustomRule> rule) {
    String name = rule.get().getClass().getName();
    return check(name, () -> new CustomSubject(rule.get()), EnumSet.allOf(Law.class));
  }

  LawReport check(String name, Supplier<? extends Subject> rule, Set<Law> laws) {
    CallWatch watch = new CallWatch();
    Search search = new Search(name, rule, laws, seed, limit, progress, watch);
    FutureTask<LawReport> report = new FutureTask<>(search::report);
    Thread thread = new Thread(report, "search for broken laws");
    thread.setDaemon(true);
    thread.start();
    while (true) {
      try {
        return report.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        Optional<String> stuck = watch.longerThan(limit);
        if (stuck.isPresent()) {
          // The thread cannot be ended; as a daemon it does not keep the process.
          return search.stuck(stuck.get());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("the search failed", e.getCause());
      } catch (InterruptedException e) {
        thread.interrupt();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while searching for broken laws", e);
      }
    }
  }
}
