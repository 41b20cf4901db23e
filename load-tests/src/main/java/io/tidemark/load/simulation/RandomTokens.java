package io.tidemark.load.simulation;

import io.tidemark.load.model.Observed;
import io.tidemark.load.model.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What writers say they had observed. Mostly honest: the state of some replica that had applied
 * some of each source's events so far, fresh or stale. In a few histories made up: of numbers that
 * never come, of the writer's own future, with a clock that has nothing to do with the numbers.
 */
final class RandomTokens {
  private final Choice choice;
  private final List<Writer> writers;
  private final boolean lies;
  private final List<Observed> issued = new ArrayList<>();

  RandomTokens(Choice choice, List<Writer> writers) {
    this.choice = choice;
    this.writers = writers;
    this.lies = choice.percent(15);
  }

  Observed next(Writer reader) {
    if (lies && choice.percent(40)) {
      return madeUp(reader);
    }
    if (!issued.isEmpty() && choice.percent(25)) {
      return choice.of(issued);
    }
    Observed token = honest();
    issued.add(token);
    return token;
  }

  /** A replica's: of every source the first few; whole with what these had observed, or not. */
  private Observed honest() {
    Map<Writer, Integer> applied = new HashMap<>();
    for (Writer writer : writers) {
      int count = writer.count();
      applied.put(
          writer, choice.percent(50) ? count : choice.percent(30) ? 0 : choice.below(count + 1));
    }
    if (choice.percent(60)) {
      close(applied);
    }
    Reading clock = null;
    Map<String, Long> vector = new HashMap<>();
    for (Writer writer : writers) {
      for (Writer.Written written : writer.first(applied.get(writer))) {
        vector.put(writer.source(), written.number());
        clock = later(clock, written.reading());
      }
    }
    return new Observed(clock, vector);
  }

  /** Adds what the applied events had observed, until nothing is missing. */
  private void close(Map<Writer, Integer> applied) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Writer reader : writers) {
        for (Writer.Written written : reader.first(applied.get(reader))) {
          changed |= written.observed().isPresent() && include(applied, written.observed().get());
        }
      }
    }
  }

  private boolean include(Map<Writer, Integer> applied, Observed observed) {
    boolean changed = false;
    for (Writer writer : writers) {
      long wanted = observed.vector().getOrDefault(writer.source(), Long.MIN_VALUE);
      int count = applied.get(writer);
      while (count < writer.count() && writer.first(count + 1).get(count).number() <= wanted) {
        count++;
        changed = true;
      }
      applied.put(writer, count);
    }
    return changed;
  }

  private Observed madeUp(Writer reader) {
    Observed honest = honest();
    Map<String, Long> vector = new HashMap<>(honest.vector());
    String source =
        choice.percent(20)
            ? "never"
            : choice.percent(20) ? reader.source() : choice.of(writers).source();
    vector.put(source, choice.percent(20) ? 1_000_000_000_000L : choice.below(14));
    Reading clock =
        choice.percent(40)
            ? honest.clock()
            : choice.percent(10)
                ? null
                : new Reading(RandomHistory.START.plusSeconds(choice.below(8)), choice.below(2));
    return new Observed(clock, vector);
  }

  private static Reading later(Reading left, Reading right) {
    return left == null || right.compareTo(left) > 0 ? right : left;
  }
}
