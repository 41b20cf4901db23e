package io.tidemark.persistence.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AggregateLaneTest {
  private static final ActorTestKit KIT = JournalTestKit.create();
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
  private static final Duration LONG = Duration.ofSeconds(20);

  /** How many were woken. */
  private final AtomicInteger arrived = new AtomicInteger();

  private final TestProbe<StatusReply<Receipts>> replies = KIT.createTestProbe();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void receiptsComeTogetherInTheOrderOfTheSubmissions() {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    submit(
        lane, event("order-a", 1), event("order-b", 1), event("order-a", 2), event("order-a", 2));
    List<Receipt> receipts = receipts();
    assertEquals(List.of(1L, 1L, 2L), versions(receipts.subList(0, 3)));
    assertEquals(
        List.of("order-a", "order-b", "order-a"),
        receipts.stream()
            .flatMap(receipt -> receipt.announcement().stream())
            .map(state -> state.id())
            .toList());
    assertEquals(1, receipts.get(3).duplicates());
  }

  @Test
  void nothingIsLostOrOvertakenByAggregatesThatComeAndGo() {
    Residents one = new Residents(1, LONG);
    ActorRef<AggregateLane.Command> lane = start(one);
    int rounds = 60;
    List<Submission> all = new ArrayList<>();
    for (int sequence = 1; sequence <= rounds; sequence++) {
      for (String id : List.of("turn-a", "turn-b", "turn-c")) {
        all.add(event(id, sequence));
      }
    }
    // One batch while they are told to leave, and one after another when they have left.
    submit(lane, all.subList(0, all.size() / 2).toArray(Submission[]::new));
    receipts().forEach(receipt -> assertEquals(1, receipt.tally().applied()));
    for (Submission submission : all.subList(all.size() / 2, all.size())) {
      submit(lane, submission);
      assertEquals(1, receipts().get(0).tally().applied());
    }
    for (String id : List.of("turn-a", "turn-b", "turn-c")) {
      assertEquals(rounds, JOURNAL.persistedInStorage(id(id)).size());
    }
    assertTrue(!one.areTooMany(Integer.MAX_VALUE), "those that had to leave are still there");
  }

  @Test
  void aLaneThatComesToAFullNodeGetsItsPart() {
    Residents residents = new Residents(10, LONG);
    ActorRef<AggregateLane.Command> first = start(residents);
    submit(first, events("full", 10));
    receipts();
    assertTrue(!residents.areTooMany(10), "there is room for ten");

    ActorRef<AggregateLane.Command> second = start(residents);
    int arrivedBefore = arrived.get();
    submit(second, events("late", 5));
    receipts();
    submit(second, events("late", 5));
    receipts();
    assertEquals(5, arrived.get() - arrivedBefore, "none of its five had to make room");
    assertTrue(residents.areTooMany(10), "the first lane has more than its part");
    assertTrue(!residents.areTooMany(5), "the second has not");

    submit(second, events("later", 1));
    receipts();
    submit(second, events("late", 5));
    receipts();
    assertTrue(arrived.get() - arrivedBefore > 6, "beyond its part its own make room");
  }

  @Test
  void whatCouldNotBeStoredIsRefusedAndMayComeAgain() {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    JOURNAL.failNextPersisted(id("refused"));
    submit(lane, event("accepted", 1), event("refused", 1));
    assertTrue(replies.receiveMessage(LONG).isError());
    submit(lane, event("accepted", 1), event("refused", 1));
    List<Receipt> receipts = receipts();
    assertEquals(1, receipts.get(0).duplicates());
    assertEquals(1, receipts.get(1).tally().applied());
  }

  @Test
  void aLaneEndsWhenItsAggregatesHave() {
    Residents residents = new Residents(10, LONG);
    ActorRef<AggregateLane.Command> lane = start(residents);
    submit(lane, event("ending-a", 1), event("ending-b", 1));
    lane.tell(AggregateLane.Stop.STOP);
    receipts().forEach(receipt -> assertEquals(1, receipt.tally().applied()));
    replies.expectTerminated(lane, LONG);

    ActorRef<AggregateLane.Command> next = start(residents);
    submit(next, event("ending-a", 1), event("ending-a", 2));
    assertEquals(List.of(1, 0), receipts().stream().map(Receipt::duplicates).toList());
  }

  @Test
  void anIdleLaneEndsAtOnce() {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    lane.tell(AggregateLane.Stop.STOP);
    replies.expectTerminated(lane, LONG);
  }

  private List<Receipt> receipts() {
    return replies.receiveMessage(LONG).getValue().receipts();
  }

  private static List<Long> versions(List<Receipt> receipts) {
    return receipts.stream()
        .map(receipt -> receipt.announcement().orElseThrow().version())
        .toList();
  }

  private void submit(ActorRef<AggregateLane.Command> lane, Submission... submissions) {
    lane.tell(new AggregateLane.Submit("epoch", List.of(submissions), NOW, replies.ref()));
  }

  private static Submission[] events(String prefix, int aggregates) {
    return IntStream.range(0, aggregates)
        .mapToObj(i -> event(prefix + i, 1))
        .toArray(Submission[]::new);
  }

  private static Submission event(String id, long sequence) {
    return new Submission(id, new Instruction.Deliver(List.of(Things.event("s", sequence))));
  }

  private static String id(String aggregate) {
    return AggregateActor.persistenceId("thing", aggregate).id();
  }

  private ActorRef<AggregateLane.Command> start(Residents residents) {
    AggregateDefinition definition = Things.definition();
    EventInterpreter interpreter = new EventInterpreter(definition);
    return KIT.spawn(
        AggregateLane.create(
            id -> {
              arrived.incrementAndGet();
              return AggregateActor.create(
                  id,
                  definition,
                  interpreter,
                  AggregateLaneTest::rows,
                  new WaitingRoom(Long.MAX_VALUE));
            },
            residents,
            "here"));
  }

  private static CompletionStage<List<JournalEvent>> rows(String persistenceId) {
    return CompletableFuture.completedFuture(
        JOURNAL.persistedInStorage(persistenceId).stream().map(JournalEvent.class::cast).toList());
  }
}
