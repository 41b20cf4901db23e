package io.tidemark.domain.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the same again when some time has passed: a rule that looks at the clock gives itself away
 * only then.
 */
final class Later {
  private static final int REMEMBERED = 100;

  /** More than a second: some rules count by the second. */
  private static final long PAUSE_MILLIS = 1_100;

  private static final long SHORT_PAUSE_MILLIS = 15;

  private final Judge judge;
  private final List<Remembered> remembered = new ArrayList<>();
  private final long started = System.nanoTime();

  private record Remembered(History history, Run run) {}

  Later(Judge judge) {
    this.judge = judge;
  }

  void remember(History history) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(new Remembered(history, judge.run(history)));
    }
  }

  /** What comes out differently now than when it was remembered. */
  Optional<Breach> judge() {
    pause(PAUSE_MILLIS - (System.nanoTime() - started) / 1_000_000);
    return remembered.stream()
        .flatMap(then -> judge.judgeAgain(then.history(), then.run()).stream())
        .findFirst();
  }

  /** Whether a breach shows again, a little later, just as it did. */
  boolean isSteady(Breach breach) {
    pause(SHORT_PAUSE_MILLIS);
    return judge
        .judge(breach.history(), Set.of(breach.law()))
        .filter(again -> again.outcomes().equals(breach.outcomes()))
        .isPresent();
  }

  /** The same breach seen as what it is when it is not steady. */
  static Breach unsteady(Breach breach) {
    if (breach.law() == Law.DETERMINISTIC) {
      return breach;
    }
    List<Outcome> outcomes = new ArrayList<>(breach.outcomes());
    int last = outcomes.size() - 1;
    outcomes.set(last, outcomes.get(last).with("once, and something else a little later"));
    return new Breach(Law.DETERMINISTIC, breach.detail(), breach.history(), outcomes);
  }

  private static void pause(long millis) {
    try {
      if (millis > 0) {
        Thread.sleep(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
