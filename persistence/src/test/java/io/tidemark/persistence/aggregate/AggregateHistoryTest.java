package io.tidemark.persistence.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.aggregate.AppliedEvent;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.HistoryTooLongException;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.envelope.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AggregateHistoryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");

  private final AtomicLong rowsRead = new AtomicLong();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void pagesFollowEachOther() {
    AggregateHistory history = history(rows(25, 0));
    long from = 1;
    for (int page = 0; page < 3; page++) {
      HistoryPage read = get(history.events("id", from, 10)).orElseThrow();
      for (int i = 0; i < read.events().size(); i++) {
        assertEquals(from + i, read.events().get(i).version());
        assertEquals(from + i, read.events().get(i).event().sequence());
      }
      from += read.events().size();
      assertEquals(page < 2 ? OptionalLong.of(from) : OptionalLong.empty(), read.next());
    }
    assertEquals(26, from);
    HistoryPage beyond = get(history.events("id", 26, 10)).orElseThrow();
    assertEquals(List.of(), beyond.events());
    assertEquals(OptionalLong.empty(), beyond.next());
    assertTrue(get(history(Source.empty()).events("id", 1, 10)).isEmpty());
  }

  @Test
  void aPageReadsNoFurtherThanItMustAndNowhereThatMustNotWait() {
    AggregateHistory history = history(rows(1_000_000, 0));

    get(history.events("id", 50, 10));
    assertEquals(100, get(history.at("id", 100)).orElseThrow().version());

    assertTrue(rowsRead.get() < 1_000, rowsRead + " rows read");
    assertTrue(
        threads.stream().allMatch(thread -> thread.contains("blocking")), threads.toString());
  }

  @Test
  void theNextPageReadsNoMoreThanItself() {
    AggregateHistory history = history(rows(10_000, 0));
    long from = get(history.events("id", 5_001, 10)).orElseThrow().next().orElseThrow();
    for (int page = 1; page <= 100; page++) {
      rowsRead.set(0);
      HistoryPage read = get(history.events("id", from, 10)).orElseThrow();
      assertTrue(rowsRead.get() <= 10, rowsRead + " rows read");
      assertEquals(10, read.events().size());
      for (int i = 0; i < 10; i++) {
        assertEquals(5_001 + 10 * page + i, read.events().get(i).version());
        assertEquals(5_001 + 10 * page + i, read.events().get(i).event().sequence());
      }
      from = read.next().orElseThrow();
    }
    HistoryPage again = get(history.events("id", 5_011, 10)).orElseThrow();
    assertEquals(5_011, again.events().get(0).version(), "the same page once more");
  }

  @Test
  void pagesEndWithinARowAndWhereEventsWaitAsAnywhere() {
    // Rows of five events; of each ten events the first comes last, and the others wait for it.
    List<JournalEvent> rows = new ArrayList<>();
    for (long first = 1; first <= 200; first += 10) {
      List<Event> ten = new ArrayList<>();
      for (long number = first + 1; number < first + 10; number++) {
        ten.add(Things.event("a", number));
      }
      ten.add(Things.event("a", first));
      rows.add(new JournalEvent.EventsRecorded(ten.subList(0, 5), NOW));
      rows.add(new JournalEvent.EventsRecorded(ten.subList(5, 10), NOW));
    }
    AggregateHistory history = history(Source.from(rows));
    for (int limit : new int[] {1, 3, 7, 10, 33}) {
      long version = 1;
      OptionalLong next = OptionalLong.of(1);
      while (next.isPresent()) {
        assertEquals(version, next.getAsLong());
        HistoryPage page = get(history.events("id", version, limit)).orElseThrow();
        for (AppliedEvent applied : page.events()) {
          assertEquals(version, applied.version());
          assertEquals(version++, applied.event().sequence());
        }
        next = page.next();
      }
      assertEquals(201, version);
    }
    assertTrue(rowsRead.get() < 5 * 3 * rows.size(), rowsRead + " rows read");
  }

  @Test
  void whatWaitsForLongIsNotKeptBetweenPages() {
    List<Event> waiting = new ArrayList<>();
    byte[] data = new byte[(int) PageEnds.MOST_BYTES];
    waiting.add(Things.event("a", 1));
    waiting.add(Things.event("a", 2));
    Event third = Things.event("a", 4);
    waiting.add(new Event(third.header(), data, third.position()));
    AggregateHistory history =
        history(Source.single(new JournalEvent.EventsRecorded(waiting, NOW)));
    assertEquals(OptionalLong.of(2), get(history.events("id", 1, 1)).orElseThrow().next());
    rowsRead.set(0);
    assertEquals(1, get(history.events("id", 2, 1)).orElseThrow().events().size());
    assertEquals(1, rowsRead.get(), "from the beginning");
  }

  @Test
  void aPageEndsEarlyWhenItsEventsAreLarge() {
    int size = (int) (AggregateHistory.PAGE_BYTES / 4) + 1;
    HistoryPage page = get(history(rows(10, size)).events("id", 2, 10)).orElseThrow();
    assertEquals(3, page.events().size());
    assertEquals(OptionalLong.of(5), page.next());

    int huge = (int) AggregateHistory.PAGE_BYTES + 1;
    HistoryPage one = get(history(rows(10, huge)).events("id", 2, 10)).orElseThrow();
    assertEquals(1, one.events().size(), "one is always there");
  }

  @Test
  void aPastStateOfTooManyBytesIsRefusedAndAPageOfThemIsNot() {
    AggregateHistory history = history(rows(100, 1 << 20));

    CompletionException failure =
        assertThrows(CompletionException.class, () -> get(history.at("id", 90)));
    assertInstanceOf(HistoryTooLongException.class, failure.getCause());
    assertThrows(CompletionException.class, () -> get(history.at("id", NOW)));
    assertEquals(10, get(history.at("id", 10)).orElseThrow().version());
    assertEquals(90, get(history.events("id", 90, 5)).orElseThrow().events().get(0).version());
  }

  @Test
  void knowsWhereItEnds() {
    AggregateHistory history = history(rows(7, 0));

    assertEquals(7, get(history.at("id", 7)).orElseThrow().version());
    assertTrue(get(history.at("id", 8)).isEmpty());
    assertTrue(get(history.at("id", Instant.EPOCH)).isEmpty());
    assertEquals(7, get(history.at("id", NOW)).orElseThrow().version());
    AggregateHistory.Span span = get(history.between("id", 2, OptionalLong.empty())).orElseThrow();
    assertEquals(2, span.from().version());
    assertEquals(7, span.to().version());
    assertEquals(1, get(history.between("id", 2, OptionalLong.of(1))).orElseThrow().to().version());
    assertTrue(get(history.between("id", 8, OptionalLong.empty())).isEmpty());
    assertTrue(get(history.between("id", 1, OptionalLong.of(8))).isEmpty());
    assertTrue(get(history(Source.empty()).between("id", 1, OptionalLong.empty())).isEmpty());
  }

  private AggregateHistory history(Source<JournalEvent, NotUsed> rows) {
    AggregateDefinition definition = Things.definition();
    return new AggregateHistory(
        KIT.system(),
        definition,
        new EventInterpreter(definition),
        (id, first) -> rows.drop(first - 1).map(this::counted));
  }

  private JournalEvent counted(JournalEvent row) {
    rowsRead.incrementAndGet();
    threads.add(Thread.currentThread().getName());
    return row;
  }

  private Source<JournalEvent, NotUsed> rows(long events, int size) {
    byte[] data = ("{\"v\":\"" + "x".repeat(size) + "\"}").getBytes(StandardCharsets.UTF_8);
    return Source.fromJavaStream(() -> LongStream.rangeClosed(1, events).boxed())
        .map(
            number -> {
              Event like = Things.event("a", number);
              return new JournalEvent.EventsRecorded(
                  List.of(new Event(like.header(), data, like.position())), NOW);
            });
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
