package io.tidemark.persistence.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.journal.AggregateStore;
import io.tidemark.persistence.journal.JournalDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AggregateLaneIT {
  private static JournalDatabase database;
  private static ActorTestKit kit;
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
  private static final Duration LONG = Duration.ofSeconds(20);

  /** The database does not take rows of one aggregate. */
  private static final String REFUSED =
      "alter table event_journal add constraint refused check (persistence_id <> '%s')";

  private static final String REFUSED_NO_MORE = "alter table event_journal drop constraint refused";

  /** How many became actors. */
  private final AtomicInteger arrived = new AtomicInteger();

  private final TestProbe<StatusReply<Receipts>> replies = kit.createTestProbe();

  @BeforeAll
  static void start() {
    database = new JournalDatabase();
    kit = database.kit();
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
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
  void nothingIsLostOrOvertakenByAggregatesThatComeAndGo() throws Exception {
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
      assertEquals(rounds, rows(id));
    }
    assertTrue(!one.areTooMany(Integer.MAX_VALUE), "those that had to leave are still there");
  }

  @Test
  void aLaneThatComesToAFullNodeGetsItsPart() {
    Residents residents = new Residents(10, LONG);
    ActorRef<AggregateLane.Command> first = start(residents);
    submitTwice(first, "full", 10);
    assertTrue(!residents.areTooMany(10), "there is room for ten");

    ActorRef<AggregateLane.Command> second = start(residents);
    int arrivedBefore = arrived.get();
    submitTwice(second, "late", 5);
    submit(second, events("late", 5, 2));
    receipts();
    assertEquals(5, arrived.get() - arrivedBefore, "none of its five had to make room");
    assertTrue(residents.areTooMany(10), "the first lane has more than its part");
    assertTrue(!residents.areTooMany(5), "the second has not");

    submitTwice(second, "later", 1);
    submitTwice(second, "late", 5);
    assertTrue(arrived.get() - arrivedBefore > 6, "beyond its part its own make room");
  }

  @Test
  void whatComesOnceTakesNoActor() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    submit(lane, events("once", 5, 1));
    assertEquals(List.of(1L, 1L, 1L, 1L, 1L), versions(receipts()));
    assertEquals(0, arrived.get());
    for (int i = 0; i < 5; i++) {
      assertEquals(1, rows("once" + i));
    }
    submit(lane, events("once", 5, 2));
    assertEquals(List.of(2L, 2L, 2L, 2L, 2L), versions(receipts()));
    assertEquals(5, arrived.get(), "who comes again stays");
    submit(lane, events("once", 5, 2));
    receipts()
        .forEach(receipt -> assertTrue(receipt.announcement().isEmpty(), "it was told before"));
  }

  @Test
  void whatWasToldOnAVisitIsNotToldAgain() {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    submit(lane, event("told", 1));
    assertTrue(receipts().get(0).announcement().isPresent());
    submit(lane, event("told", 1));
    assertTrue(receipts().get(0).announcement().isEmpty());
    assertEquals(1, arrived.get());
  }

  @Test
  void aVisitGoesOnFromTheLatestSnapshot() throws Exception {
    int rows = 150;
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    for (int sequence = 1; sequence <= rows; sequence++) {
      submit(lane, event("long", sequence));
      receipts();
    }
    // Were it read again, it would fail.
    database.execute(
        "update event_journal set event_ser_id = -1 where sequence_number <= 100 and "
            + isOf("long"));
    int arrivedBefore = arrived.get();
    submit(start(new Residents(10, LONG)), event("long", rows), event("long-not", 1));
    assertEquals(List.of(1, 0), receipts().stream().map(Receipt::duplicates).toList());
    submit(start(new Residents(10, LONG)), event("long", rows + 1));
    assertEquals(List.of(rows + 1L), versions(receipts()));
    assertEquals(arrivedBefore, arrived.get());
  }

  @Test
  void whereASnapshotIsDueAnActorTakesIt() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    for (int sequence = 1; sequence < AggregateActor.SNAPSHOT_EVERY; sequence++) {
      submit(lane, event("due", sequence));
      receipts();
    }
    ActorRef<AggregateLane.Command> next = start(new Residents(10, LONG));
    int arrivedBefore = arrived.get();
    submit(next, event("due", AggregateActor.SNAPSHOT_EVERY));
    assertEquals(List.of((long) AggregateActor.SNAPSHOT_EVERY), versions(receipts()));
    assertEquals(1, arrived.get() - arrivedBefore);
    next.tell(AggregateLane.Stop.STOP);
    replies.expectTerminated(next, LONG);
    assertEquals(AggregateActor.SNAPSHOT_EVERY, rows("due"));
    while (database.number("select count(*) from snapshot where " + isOf("due")) == 0) {
      Thread.sleep(20);
    }
  }

  @Test
  void whatMakesAStateStaleIsForAnActorAndItsHistory() {
    submit(start(new Residents(10, LONG)), event("stale", 1), event("stale", 3));
    receipts();
    submit(
        start(new Residents(10, LONG)),
        new Submission("stale", new Instruction.CloseGap("s", 2, false)));
    assertEquals(List.of(2L), versions(receipts()));
    int arrivedBefore = arrived.get();
    submit(start(new Residents(10, LONG)), event("stale", 2));
    Receipt receipt = receipts().get(0);
    assertEquals(3, receipt.announcement().orElseThrow().version());
    String state = new String(receipt.announcement().orElseThrow().value(), UTF_8);
    assertTrue(state.contains("[\"s1\",\"s2\",\"s3\"]"), state);
    assertEquals(1, arrived.get() - arrivedBefore);
  }

  @Test
  void aVisitThatAnotherWriterWasQuickerThanIsRefused() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    submit(lane, event("template", 1));
    receipts();
    try (Connection locking = database.connection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("lock table event_journal in exclusive mode");
      submit(lane, event("raced", 1));
      database.awaitBlockedStatements();
      lock.execute(
          "insert into event_journal (persistence_id, sequence_number, writer, event_ser_id,"
              + " event_ser_manifest, event_payload) select '"
              + id("raced")
              + "', 1, 'another', event_ser_id, event_ser_manifest, event_payload"
              + " from event_journal where "
              + isOf("template"));
      locking.commit();
    }
    assertTrue(replies.receiveMessage(LONG).isError());
    submit(lane, event("raced", 1));
    assertEquals(1, receipts().get(0).duplicates());
  }

  @Test
  void whatIsRefusedIsRefusedAloneAmongOthers() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    database.execute(REFUSED.formatted(id("several13")));
    try (Connection locking = database.connection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("lock table event_journal in exclusive mode");
      // These are stopped by the lock, the others wait and go together.
      submit(lane, event("before", 1));
      database.awaitBlockedStatements();
      submit(lane, event("too", 1));
      for (Submission one : events("several", 20, 1)) {
        submit(lane, one);
      }
      locking.commit();
      List<StatusReply<Receipts>> all = replies.receiveSeveralMessages(22, LONG);
      assertEquals(1, all.stream().filter(StatusReply::isError).count());
    } finally {
      database.execute(REFUSED_NO_MORE);
    }
  }

  @Test
  void whatCannotBeReadIsAFailureOfItsAggregateAlone() throws Exception {
    submit(start(new Residents(10, LONG)), events("unreadable", 20, 1));
    receipts();
    database.execute("update event_journal set event_ser_id = -1 where " + isOf("unreadable13"));
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    for (Submission one : events("unreadable", 20, 2)) {
      submit(lane, one);
    }
    List<StatusReply<Receipts>> all = replies.receiveSeveralMessages(20, LONG);
    assertEquals(1, all.stream().filter(StatusReply::isError).count());
  }

  @Test
  void whatCouldNotBeStoredIsRefusedAndMayComeAgain() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(10, LONG));
    database.execute(REFUSED.formatted(id("refused")));
    try {
      submit(lane, event("accepted", 1), event("refused", 1));
      assertTrue(replies.receiveMessage(LONG).isError());
    } finally {
      database.execute(REFUSED_NO_MORE);
    }
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
  void whatComesForOneThatIsLeavingIsDoneBeforeItsLaneEnds() throws Exception {
    ActorRef<AggregateLane.Command> lane = start(new Residents(1, LONG));
    submit(lane, event("gone", 1), event("gone", 2), event("in-its-place", 1));
    receipts();
    // With the second of these the other one is asked to leave, and the third comes for that.
    submit(lane, event("in-its-place", 2), event("gone", 3));
    lane.tell(AggregateLane.Stop.STOP);
    receipts().forEach(receipt -> assertEquals(1, receipt.tally().applied()));
    replies.expectTerminated(lane, LONG);
    assertEquals(3, rows("gone"));
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

  /** So that they stay. */
  private void submitTwice(ActorRef<AggregateLane.Command> lane, String prefix, int aggregates) {
    for (int sequence = 1; sequence <= 2; sequence++) {
      submit(lane, events(prefix, aggregates, sequence));
      receipts();
    }
  }

  private static Submission[] events(String prefix, int aggregates, long sequence) {
    return IntStream.range(0, aggregates)
        .mapToObj(i -> event(prefix + i, sequence))
        .toArray(Submission[]::new);
  }

  private static Submission event(String id, long sequence) {
    return new Submission(id, new Instruction.Deliver(List.of(Things.event("s", sequence))));
  }

  private static String id(String aggregate) {
    return AggregateActor.persistenceId("thing", aggregate).id();
  }

  private static String isOf(String aggregate) {
    return "persistence_id = '" + id(aggregate) + "'";
  }

  private static long rows(String aggregate) throws Exception {
    return database.number("select count(*) from event_journal where " + isOf(aggregate));
  }

  private ActorRef<AggregateLane.Command> start(Residents residents) {
    AggregateDefinition definition = Things.definition();
    EventInterpreter interpreter = new EventInterpreter(definition);
    WaitingRoom room = new WaitingRoom(Long.MAX_VALUE);
    AggregateActor.History history = AggregateSharding.history(kit.system());
    return kit.spawn(
        AggregateLane.create(
            (id, announced) -> {
              arrived.incrementAndGet();
              return AggregateActor.create(id, definition, interpreter, history, room, announced);
            },
            new Visits(
                definition, interpreter, room, AggregateStore.of(Adapter.toClassic(kit.system()))),
            residents,
            "here"));
  }
}
