package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.AppliedEvent;
import io.tidemark.domain.aggregate.AppliedHistory;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.HistoryTooLongException;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.PastState;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What aggregates of one type were and what they applied, from the journal. Any node can tell, of
 * any aggregate, without waking it.
 *
 * <p>A page of events keeps that page and what waited in memory. A past state keeps the events that
 * it is made of, up to {@link #MOST_BYTES}; longer histories fail with {@link
 * HistoryTooLongException}. All of it runs on the dispatcher for what blocks: folding a long
 * history takes a core for a while.
 */
public final class AggregateHistory {
  static final long MOST_BYTES = 64L << 20;

  /** What the data of a page may come to, unless a single event has more. */
  static final long PAGE_BYTES = 4L << 20;

  private static final Attributes ON_BLOCKING =
      ActorAttributes.dispatcher(Dispatchers.DefaultBlockingDispatcherId());

  private final ActorSystem<?> system;
  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final Rows journal;
  private final PageEnds ends = new PageEnds();

  /** The rows of a journal. */
  @FunctionalInterface
  interface Rows {
    /** Those under a persistence id from a number on, in order; the first one is number 1. */
    Source<JournalEvent, NotUsed> from(String persistenceId, long first);
  }

  /**
   * @param journal where the rows are
   */
  AggregateHistory(
      ActorSystem<?> system,
      AggregateDefinition definition,
      EventInterpreter interpreter,
      Rows journal) {
    this.system = system;
    this.definition = definition;
    this.interpreter = interpreter;
    this.journal = journal;
  }

  /**
   * The state at a version, as it was announced or would have been.
   *
   * @param version 1 or more
   * @return empty when the aggregate has not come to that version
   */
  public CompletionStage<Optional<PastState>> at(String id, long version) {
    return collect(
        id,
        version,
        events ->
            events.size() < version
                ? Optional.empty()
                : Optional.of(PastState.of(definition, interpreter, events)));
  }

  /** A state at two versions. */
  public record Span(PastState from, PastState to) {}

  /**
   * The states at two versions; the second one may be left out, and is the latest then.
   *
   * @return empty when the aggregate has not come to one of them
   */
  public CompletionStage<Optional<Span>> between(String id, long from, OptionalLong to) {
    return collect(
        id,
        to.isPresent() ? Math.max(from, to.getAsLong()) : Long.MAX_VALUE,
        events -> {
          long last = to.orElse(Math.max(1, events.size()));
          return events.size() < Math.max(from, last)
              ? Optional.empty()
              : Optional.of(new Span(first(events, from), first(events, last)));
        });
  }

  private PastState first(List<Event> events, long version) {
    return PastState.of(definition, interpreter, events.subList(0, (int) version));
  }

  /**
   * The state that exactly those applied events make whose effective time is not later than an
   * instant, whenever they came.
   *
   * @return empty when there are none
   */
  public CompletionStage<Optional<PastState>> at(String id, Instant at) {
    return collect(
        id,
        Long.MAX_VALUE,
        events -> {
          PastState state = PastState.at(definition, interpreter, events, at);
          return state.version() == 0 ? Optional.empty() : Optional.of(state);
        });
  }

  private <T> CompletionStage<T> collect(String id, long most, Function<List<Event>, T> answer) {
    return applied(id)
        .take(most)
        .fold(new Collected(), Collected::with)
        .map(collected -> answer.apply(collected.events))
        .toMat(Sink.head(), Keep.right())
        .withAttributes(ON_BLOCKING)
        .run(system);
  }

  private static final class Collected {
    private final List<Event> events = new ArrayList<>();
    private long bytes;

    Collected with(AppliedEvent next) {
      bytes += AppliedHistory.weight(next.event());
      if (bytes > MOST_BYTES) {
        throw new HistoryTooLongException(
            "its first "
                + events.size()
                + " events are all that fits into the "
                + (MOST_BYTES >> 20)
                + " MiB that a past state may be made of");
      }
      events.add(next.event());
      return this;
    }
  }

  /**
   * Some of the events that were applied. The page after one that was read here a while ago reads
   * the journal from where that one ended, other pages from the beginning.
   *
   * @param from the version of the first one, 1 or more
   * @param limit the most of them
   * @return empty when none was ever applied
   */
  public CompletionStage<Optional<HistoryPage>> events(String id, long from, int limit) {
    PageEnd start =
        ends.take(id, from)
            .orElseGet(
                () -> new PageEnd(new AppliedHistory(definition, interpreter), 0, List.of()));
    Paging paging = new Paging(start, from, limit);
    return read(id, paging)
        .thenApply(
            done -> {
              paging.end().ifPresent(end -> ends.put(id, paging.next.getAsLong(), end));
              return paging.page();
            });
  }

  private CompletionStage<Done> read(String id, Paging paging) {
    return paging.isFull()
        ? CompletableFuture.completedFuture(Done.getInstance())
        : rows(id, paging.rows + 1)
            .takeWhile(paging::goesOn)
            .toMat(Sink.ignore(), Keep.right())
            .withAttributes(ON_BLOCKING)
            .run(system);
  }

  /** Fills a page, row by row; by one thread at a time. */
  private static final class Paging {
    private final AppliedHistory history;
    private final long from;
    private final int limit;
    private final List<AppliedEvent> events = new ArrayList<>();
    private final List<AppliedEvent> left = new ArrayList<>();
    private long rows;
    private long bytes;
    private boolean any;
    private OptionalLong next = OptionalLong.empty();

    Paging(PageEnd start, long from, int limit) {
      this.history = start.history();
      this.rows = start.rows();
      this.from = from;
      this.limit = limit;
      start.left().forEach(this::add);
    }

    /** Takes a row; whether another one is needed. */
    boolean goesOn(JournalEvent row) {
      rows++;
      history.apply(row).forEach(this::add);
      return !isFull();
    }

    /** Whether an event is known that is not on the page any more. */
    boolean isFull() {
      return next.isPresent();
    }

    private void add(AppliedEvent applied) {
      any = true;
      if (applied.version() < from) {
        return;
      }
      if (next.isEmpty()) {
        bytes += applied.event().data().length;
        if (events.size() < limit && (bytes <= PAGE_BYTES || events.isEmpty())) {
          events.add(applied);
          return;
        }
        next = OptionalLong.of(applied.version());
      }
      left.add(applied);
    }

    Optional<HistoryPage> page() {
      return any ? Optional.of(new HistoryPage(events, next)) : Optional.empty();
    }

    /** Where the next page goes on, if there is one. */
    Optional<PageEnd> end() {
      return next.isPresent() ? Optional.of(new PageEnd(history, rows, left)) : Optional.empty();
    }
  }

  private Source<JournalEvent, NotUsed> rows(String id, long first) {
    return journal.from(AggregateActor.persistenceId(definition.type(), id).id(), first);
  }

  private Source<AppliedEvent, NotUsed> applied(String id) {
    return rows(id, 1).statefulMapConcat(() -> new AppliedHistory(definition, interpreter)::apply);
  }
}
