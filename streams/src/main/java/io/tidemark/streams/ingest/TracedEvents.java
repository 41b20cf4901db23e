package io.tidemark.streams.ingest;

import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The events of one batch whose traces are recorded: mostly none. Confined to one batch. */
final class TracedEvents {
  private final List<Traces.Traced> begun = new ArrayList<>();

  /**
   * The event as it goes on: with a context of its own when its trace is recorded.
   *
   * @param started when it began to be decoded, by {@link System#nanoTime}
   */
  Event begin(String type, String aggregateId, Event event, long started) {
    Event.Header header = event.header();
    if (!Traces.isTraced(header.traceparent())) {
      return event;
    }
    Traces.Traced traced =
        Traces.begin(
            header.traceparent(),
            new Traces.Subject(
                type,
                aggregateId,
                header.id(),
                header.source(),
                header.correlationId(),
                header.causationId()));
    begun.add(traced);
    Traces.step(Verb.DECODE, traced.traceparent(), started, false);
    return event.tracedAs(traced.traceparent());
  }

  /**
   * All of them took a step, and so did others.
   *
   * @param others contexts of events of earlier batches, or null each
   */
  void step(Verb verb, Iterable<String> others, long started, boolean failed) {
    if (!Traces.areRecorded()) {
      return;
    }
    Set<String> contexts = new LinkedHashSet<>();
    begun.forEach(traced -> contexts.add(traced.traceparent()));
    others.forEach(contexts::add);
    contexts.forEach(context -> Traces.step(verb, context, started, failed));
  }

  /** What they brought about is durable and acknowledged. */
  void end() {
    begun.forEach(Traces.Traced::end);
    begun.clear();
  }
}
