package io.tidemark.domain.aggregate;

import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.merge.MergeRule;
import io.tidemark.domain.merge.Origin;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What counts of a whole history: an operation does, unless a removal of something around it (its
 * key, or a key around that, or the aggregate) follows it and counts itself. Decided from the
 * outside in, so that each removal is known to count before it takes anything away.
 */
final class Survivors {
  private Survivors() {}

  /** Some operations of one event on one level. */
  record Step(Origin origin, List<Write> writes) {}

  private record Key(String field, String key) {}

  /** The removals of one thing. */
  private static final class Removing {
    private final List<Origin> observing = new ArrayList<>();
    private EffectiveTime latest;

    void add(Origin origin) {
      if (origin.observing()) {
        observing.add(origin);
      } else {
        latest = EffectiveTime.later(latest, origin.time());
      }
    }

    /** Within one event a removal has cancelled already what stands before it. */
    boolean follow(Stamp stamp) {
      return stamp.time().isBefore(latest)
          || observing.stream()
              .anyMatch(removal -> stamp.time().isBefore(removal.time()) && removal.follows(stamp));
    }
  }

  /** What no deletion of the aggregate follows; the deletions themselves are left out. */
  static List<Step> ofDeletions(List<Step> steps) {
    Removing deletions = new Removing();
    for (Step step : steps) {
      if (step.writes().stream().anyMatch(write -> write.verb() == Verb.DELETE)) {
        deletions.add(step.origin());
      }
    }
    List<Step> left = new ArrayList<>();
    for (Step step : steps) {
      if (!deletions.follow(step.origin().stamp())) {
        left.add(
            new Step(
                step.origin(),
                step.writes().stream().filter(write -> write.verb() != Verb.DELETE).toList()));
      }
    }
    return left;
  }

  /**
   * What no removal of a key follows, on every level of maps. A removal of a key that says what it
   * observed has then done all it does, and is left out.
   */
  static List<Step> ofKeys(List<Step> steps, Map<String, MergeRule> rules) {
    Map<Key, Removing> removals = removals(steps, rules);
    Map<Key, List<Step>> puts = new HashMap<>();
    for (Step step : steps) {
      for (Write write : step.writes()) {
        if (write.verb() == Verb.PUT && survives(step, write, removals)) {
          puts.computeIfAbsent(key(write), key -> new ArrayList<>())
              .add(new Step(step.origin(), write.nested()));
        }
      }
    }
    Map<Key, java.util.Iterator<Step>> inner = new HashMap<>();
    puts.forEach(
        (key, nested) ->
            inner.put(key, ofKeys(nested, rules.get(key.field()).nested()).iterator()));
    List<Step> left = new ArrayList<>();
    for (Step step : steps) {
      List<Write> writes = new ArrayList<>();
      for (Write write : step.writes()) {
        if (write.verb() == Verb.PUT) {
          if (survives(step, write, removals)) {
            writes.add(
                new Write(
                    Verb.PUT, write.field(), write.value(), inner.get(key(write)).next().writes()));
          }
        } else if (!isKeyRemoval(write, rules) || !step.origin().observing()) {
          writes.add(write);
        }
      }
      left.add(new Step(step.origin(), writes));
    }
    return left;
  }

  private static Map<Key, Removing> removals(List<Step> steps, Map<String, MergeRule> rules) {
    Map<Key, Removing> removals = new HashMap<>();
    for (Step step : steps) {
      for (Write write : step.writes()) {
        if (isKeyRemoval(write, rules)) {
          removals.computeIfAbsent(key(write), key -> new Removing()).add(step.origin());
        }
      }
    }
    return removals;
  }

  private static boolean survives(Step step, Write put, Map<Key, Removing> removals) {
    Removing removing = removals.get(key(put));
    return removing == null || !removing.follow(step.origin().stamp());
  }

  private static boolean isKeyRemoval(Write write, Map<String, MergeRule> rules) {
    return write.verb() == Verb.REMOVE && !rules.get(write.field()).nested().isEmpty();
  }

  private static Key key(Write write) {
    return new Key(write.field(), write.value().textValue());
  }
}
