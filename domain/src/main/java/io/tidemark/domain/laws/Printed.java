package io.tidemark.domain.laws;

import io.tidemark.domain.clock.EffectiveTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A breach as people read it. */
final class Printed {
  private Printed() {}

  static CounterExample of(Breach breach) {
    List<HistoryEvent> events = breach.history().events();
    int writes = events.stream().mapToInt(event -> event.values().size()).sum();
    List<String> lines = new ArrayList<>();
    if (events.isEmpty()) {
      lines.add(breach.detail());
      return new CounterExample(breach.law(), writes, lines);
    }
    lines.add(events.size() == 1 ? "this event" : "these " + events.size() + " events");
    breach.history().occurrences().forEach(occurrence -> lines.add("  " + describe(occurrence)));
    lines.add(
        breach.outcomes().size() == 1
            ? "in this order"
            : breach.law() == Law.COMMUTATIVE ? "in these 2 orders give" : "give");
    breach.outcomes().forEach(outcome -> lines.add("  " + describe(outcome)));
    return new CounterExample(breach.law(), writes, lines);
  }

  private static String describe(Occurrence occurrence) {
    HistoryEvent event = occurrence.event();
    EffectiveTime effective = occurrence.writes().get(0).stamp().time();
    boolean shifted = effective.nanos() != event.wall() || effective.counter() != 0;
    return name(occurrence.index())
        + "  source "
        + event.source()
        + ", sequence "
        + event.sequence()
        + ", time "
        + EffectiveTime.instant(event.wall())
        + (shifted
            ? " (in effect at %s, counter %d)"
                .formatted(EffectiveTime.instant(effective.nanos()), effective.counter())
            : "")
        + (event.observed() == 0 ? "" : ", having observed " + names(event.observed()))
        + ": applies "
        + event.values().stream().map(Shown::json).collect(Collectors.joining(", then "));
  }

  private static String describe(Outcome outcome) {
    List<Integer> order = outcome.order();
    int last = order.size() - 1;
    boolean again = order.subList(0, last).contains(order.get(last));
    String names =
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> (again && i == last ? "again " : "") + name(order.get(i)))
            .collect(Collectors.joining(", "));
    if (outcome.failed()) {
      return names + ":  " + outcome.remark();
    }
    return names
        + (outcome.remark().isEmpty() ? "" : " (" + outcome.remark() + ")")
        + ":  state "
        + Shown.json(outcome.state())
        + (outcome.value() == null || outcome.value().equals(outcome.state())
            ? ""
            : ", value " + Shown.json(outcome.value()));
  }

  private static String names(long events) {
    return IntStream.range(0, History.MOST)
        .filter(index -> (events & (1L << index)) != 0)
        .mapToObj(Printed::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(int index) {
    return "e" + (index + 1);
  }
}
