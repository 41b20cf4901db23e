package io.tidemark.domain.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Orders the events of a flow: whatever an event names as its cause stands before it, and where
 * causes leave it open, the earlier time goes first. The same events give the same order.
 *
 * <p>Kahn's algorithm (1962) with a heap in place of his queue: n log n. Causes that go round in a
 * circle are no causes; the earliest event that stands in one goes first then. A cause that is not
 * among the events holds nothing up.
 */
public final class CausalOrder {
  /** Time, then what happened there: consumed before announced, then identity. */
  public static final Comparator<FlowEvent> BY_TIME =
      Comparator.comparingLong(FlowEvent::time)
          .thenComparing(FlowEvent::announced)
          .thenComparing(FlowEvent::aggregateType)
          .thenComparing(FlowEvent::aggregateId)
          .thenComparing(FlowEvent::source)
          .thenComparingLong(FlowEvent::sequence)
          .thenComparing(FlowEvent::id);

  private final List<FlowEvent> events;
  private final Map<String, List<Integer>> effects = new HashMap<>();
  private final int[] causes;
  private final PriorityQueue<Integer> ready = new PriorityQueue<>();
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private final Map<String, TreeSet<Integer>> waitingById = new HashMap<>();

  private CausalOrder(Collection<FlowEvent> unordered) {
    events = new ArrayList<>(unordered);
    // From here on an event is its place by time.
    events.sort(BY_TIME);
    causes = new int[events.size()];
    Map<String, Integer> ids = new HashMap<>();
    events.forEach(event -> ids.merge(event.id(), 1, Integer::sum));
    for (int place = 0; place < events.size(); place++) {
      FlowEvent event = events.get(place);
      String cause = event.causationId();
      if (cause != null && !cause.equals(event.id()) && ids.containsKey(cause)) {
        // Ids are unique per source only: of several with that id any may be the cause.
        causes[place] = ids.get(cause);
        effects.computeIfAbsent(cause, id -> new ArrayList<>()).add(place);
        waiting.add(place);
        waitingById.computeIfAbsent(event.id(), id -> new TreeSet<>()).add(place);
      } else {
        ready.add(place);
      }
    }
  }

  /** The events in causal order. */
  public static List<FlowEvent> of(Collection<FlowEvent> events) {
    return new CausalOrder(events).ordered();
  }

  private List<FlowEvent> ordered() {
    List<FlowEvent> ordered = new ArrayList<>(events.size());
    while (!ready.isEmpty() || !waiting.isEmpty()) {
      FlowEvent next = events.get(ready.isEmpty() ? freed(earliestOfACircle()) : ready.poll());
      ordered.add(next);
      for (int effect : effects.getOrDefault(next.id(), List.of())) {
        // What went first in a circle no longer waits.
        if (--causes[effect] == 0 && waiting.contains(effect)) {
          ready.add(freed(effect));
        }
      }
    }
    return ordered;
  }

  private int freed(int place) {
    waiting.remove(place);
    waitingById.get(events.get(place).id()).remove(place);
    return place;
  }

  /** When nothing is ready, whoever goes from cause to cause gets to a circle. */
  private int earliestOfACircle() {
    Set<Integer> visited = new HashSet<>();
    int place = waiting.first();
    while (visited.add(place)) {
      place = causeOf(place);
    }
    int earliest = place;
    for (int next = causeOf(place); next != place; next = causeOf(next)) {
      earliest = Math.min(earliest, next);
    }
    return earliest;
  }

  private int causeOf(int place) {
    return waitingById.get(events.get(place).causationId()).first();
  }
}
