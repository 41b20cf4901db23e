package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a counter-example small: fewest events, then fewest sources, then lightest values, then
 * times in order and without ties. Greedy: the first smaller history that breaks the same law is
 * taken, until none does.
 *
 * @see <a href="https://doi.org/10.1109/32.988498">Zeller and Hildebrandt: Simplifying and
 *     Isolating Failure-Inducing Input, 2002</a>
 */
final class Shrinking {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final int MOST_ODD = 1_000;
  private static final int MOST_TRIALS = 20_000;

  private final Judge judge;
  private final CandidateValues values;
  private int trials;

  Shrinking(Judge judge, CandidateValues values) {
    this.judge = judge;
    this.values = values;
  }

  /** The smallest breach of the same law that steps from this one lead to. */
  Breach shrink(Breach found) throws BrokenLaw {
    Breach smallest = judged(found.history().only(found.involved()), found.law()).orElse(found);
    Optional<Breach> smaller = Optional.of(smallest);
    while (smaller.isPresent()) {
      smallest = smaller.get();
      smaller = smaller(smallest);
    }
    return smallest;
  }

  private Optional<Breach> smaller(Breach breach) throws BrokenLaw {
    long[] cost = cost(breach.history());
    List<Stream<History>> steps =
        List.of(
            fewerEvents(breach.history()),
            fewerValues(breach.history()),
            fewerSources(breach.history()),
            fewerObservations(breach.history()),
            plainTimes(breach.history()),
            plainNumbers(breach.history()),
            plainNames(breach.history()),
            lighterValues(breach.history()));
    for (Stream<History> step : steps) {
      List<History> candidates = step.toList();
      for (History candidate : candidates) {
        if (trials < MOST_TRIALS && Arrays.compare(cost(candidate), cost) < 0) {
          Optional<Breach> smaller = judged(candidate, breach.law());
          if (smaller.isPresent()) {
            return smaller;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Breach> judged(History history, Law law) {
    trials++;
    return judge.judge(history, Set.of(law));
  }

  /** What is compared, the most important first. */
  private static long[] cost(History history) {
    List<HistoryEvent> events = history.events();
    long weight = 0;
    long writes = 0;
    long observations = 0;
    long ties = 0;
    long odd = 0;
    for (int i = 0; i < events.size(); i++) {
      HistoryEvent event = events.get(i);
      writes += event.values().size();
      weight += event.values().stream().mapToLong(Weight::of).sum();
      observations += Long.bitCount(event.observed());
      odd += event.wall() == Scopes.START + i * Scopes.SECOND ? 0 : 1;
      odd += Math.min(event.sequence() - 1, MOST_ODD);
      odd += NAMES.contains(event.source()) ? NAMES.indexOf(event.source()) : 10;
      for (int j = 0; j < i; j++) {
        ties += events.get(j).wall() >= event.wall() ? 1 : 0;
      }
    }
    long sources = events.stream().map(HistoryEvent::source).distinct().count();
    return new long[] {writes, events.size(), sources, observations, ties, weight, odd};
  }

  private static Stream<History> fewerEvents(History history) {
    return Stream.iterate(history.size() - 1, i -> i >= 0, i -> i - 1).map(history::without);
  }

  private static Stream<History> fewerValues(History history) {
    List<History> fewer = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      List<JsonNode> applied = history.events().get(i).values();
      for (int drop = 0; applied.size() > 1 && drop < applied.size(); drop++) {
        List<JsonNode> rest = new ArrayList<>(applied);
        rest.remove(drop);
        fewer.add(history.with(i, history.events().get(i).withValues(rest)));
      }
    }
    return fewer.stream();
  }

  private static Stream<History> fewerSources(History history) {
    List<String> names = history.events().stream().map(HistoryEvent::source).distinct().toList();
    return names.stream()
        .flatMap(from -> names.stream().map(to -> renamed(history, Map.of(from, to))));
  }

  private static History renamed(History history, Map<String, String> names) {
    List<HistoryEvent> events = new ArrayList<>();
    for (HistoryEvent event : history.events()) {
      events.add(event.withSource(names.getOrDefault(event.source(), event.source())));
    }
    return numbered(new History(events));
  }

  /** Numbers that grow with each source's events, whatever they were. */
  private static History numbered(History history) {
    Map<String, Long> last = new LinkedHashMap<>();
    List<HistoryEvent> events = new ArrayList<>();
    for (HistoryEvent event : history.events()) {
      long next = Math.max(event.sequence(), last.getOrDefault(event.source(), 0L) + 1);
      last.put(event.source(), next);
      events.add(event.withSequence(next));
    }
    return new History(events);
  }

  private static Stream<History> fewerObservations(History history) {
    return Stream.iterate(0, i -> i < history.size(), i -> i + 1)
        .map(i -> history.with(i, history.events().get(i).withObserved(0)));
  }

  private static Stream<History> plainTimes(History history) {
    List<History> plain = new ArrayList<>();
    List<HistoryEvent> all = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      all.add(history.events().get(i).withWall(Scopes.START + i * Scopes.SECOND));
    }
    plain.add(new History(all));
    for (int i = 0; i < history.size(); i++) {
      for (int second = 0; second < history.size(); second++) {
        HistoryEvent event = history.events().get(i);
        plain.add(history.with(i, event.withWall(Scopes.START + second * Scopes.SECOND)));
      }
    }
    return plain.stream();
  }

  private static Stream<History> plainNumbers(History history) {
    List<HistoryEvent> events = new ArrayList<>();
    history.events().forEach(event -> events.add(event.withSequence(0)));
    return Stream.of(numbered(new History(events)));
  }

  private static Stream<History> plainNames(History history) {
    Map<String, String> names = new LinkedHashMap<>();
    for (HistoryEvent event : history.events()) {
      names.putIfAbsent(event.source(), NAMES.get(Math.min(names.size(), NAMES.size() - 1)));
    }
    return Stream.of(renamed(history, names));
  }

  private Stream<History> lighterValues(History history) throws BrokenLaw {
    List<History> lighter = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      HistoryEvent event = history.events().get(i);
      for (int place = 0; place < event.values().size(); place++) {
        for (JsonNode value : values.lighter(event.values().get(place))) {
          List<JsonNode> changed = new ArrayList<>(event.values());
          changed.set(place, value);
          lighter.add(history.with(i, event.withValues(changed)));
        }
      }
    }
    return lighter.stream();
  }
}
