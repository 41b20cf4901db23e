package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.CodePoints;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What some of an aggregate's events come to, folded in the order in which they took effect. */
public final class PastState implements StateView {
  private final long version;
  private final Map<String, Long> vector;
  private final EffectiveTime latest;
  private final FieldStates fields;

  private PastState(FreshFold fold, Map<String, Long> vector) {
    FreshFold.Result result = fold.result();
    this.version = fold.size();
    this.vector = vector;
    this.latest = result.latest();
    this.fields = result.fields();
  }

  /**
   * The state that exactly these events make.
   *
   * @param events the first ones that the aggregate applied, in the order of application
   */
  public static PastState of(
      AggregateDefinition definition, EventInterpreter interpreter, Collection<Event> events) {
    Map<String, List<Event>> sources = bySource(definition, events);
    return new PastState(fold(interpreter, sources), vector(definition, sources));
  }

  /**
   * The state that exactly those of these events make whose effective time is not later than an
   * instant. They are the beginning of each source, because a source's effective times ascend.
   *
   * @param events all that the aggregate applied, in the order of application
   */
  public static PastState at(
      AggregateDefinition definition,
      EventInterpreter interpreter,
      Collection<Event> events,
      Instant at) {
    FreshFold fold = fold(interpreter, bySource(definition, events));
    fold.leaveOutAfter(nanos(at));
    return new PastState(fold, vector(definition, bySource(definition, fold.events())));
  }

  private static long nanos(Instant at) {
    try {
      return EffectiveTime.nanos(at);
    } catch (ArithmeticException beyondAllTimes) {
      return at.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static FreshFold fold(EventInterpreter interpreter, Map<String, List<Event>> sources) {
    FreshFold fold = new FreshFold(interpreter);
    sources.forEach(fold::add);
    return fold;
  }

  /** Where numbers follow each other a late event stands in its place; else the turn decides. */
  private static Map<String, List<Event>> bySource(
      AggregateDefinition definition, Collection<Event> events) {
    Map<String, List<Event>> sources = new TreeMap<>(CodePoints.ORDER);
    for (Event event : events) {
      sources.computeIfAbsent(event.source(), source -> new ArrayList<>()).add(event);
    }
    if (definition.sequence().mode() == Mode.CONTIGUOUS) {
      sources.values().forEach(list -> list.sort(Comparator.comparingLong(Event::sequence)));
    }
    return sources;
  }

  private static Map<String, Long> vector(
      AggregateDefinition definition, Map<String, List<Event>> sources) {
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    sources.forEach(
        (source, events) ->
            vector.put(
                source,
                definition.sequence().mode() == Mode.NONE
                    ? events.size()
                    : events.get(events.size() - 1).sequence()));
    return vector;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public Map<String, Long> vector() {
    return vector;
  }

  @Override
  public ConsistencyToken token() {
    return new ConsistencyToken(latest, vector);
  }

  @Override
  public boolean isDeleted() {
    return fields.isDeleted();
  }

  @Override
  public void writeFields(JsonGenerator out) throws IOException {
    fields.write(out);
  }
}
