package io.tidemark.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.sequencing.WaitingRoom;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.TellingRecipient;
import io.tidemark.persistence.aggregate.Things;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AggregateJournalIT {
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static JournalDatabase database;
  private static ActorTestKit kit;

  private final TestProbe<StatusReply<Receipt>> receipts = kit.createTestProbe();

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
  void whatManyWriteAtOnceIsThereWhenTheyComeBack() {
    Map<String, ActorRef<AggregateActor.Command>> many = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      many.put("many-" + i, start("many-" + i));
    }
    // More rows of each than lie between two snapshots.
    int rows = 120;
    for (int sequence = 1; sequence <= rows; sequence++) {
      for (ActorRef<AggregateActor.Command> one : many.values()) {
        submit(one, sequence);
      }
    }
    for (int i = 0; i < rows * many.size(); i++) {
      assertEquals(1, receipts.receiveMessage(LONG).getValue().tally().applied());
    }
    many.values().forEach(kit::stop);
    for (String id : many.keySet()) {
      ActorRef<AggregateActor.Command> back = start(id);
      submit(back, rows);
      submit(back, rows + 1);
    }
    long duplicates = 0;
    for (int i = 0; i < 2 * many.size(); i++) {
      Receipt receipt = receipts.receiveMessage(LONG).getValue();
      duplicates += receipt.duplicates();
      assertEquals(1, receipt.duplicates() + receipt.tally().applied());
    }
    assertEquals(many.size(), duplicates);
  }

  @Test
  void aWriterThatIsNoneAnyLongerIsRefusedAloneAmongOthers() throws Exception {
    Map<String, ActorRef<AggregateActor.Command>> several = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      several.put("several-" + i, start("several-" + i));
    }
    several.values().forEach(one -> submit(one, 1));
    receipts
        .receiveSeveralMessages(several.size(), LONG)
        .forEach(reply -> assertTrue(reply.isSuccess()));
    database.execute(
        "insert into event_journal (persistence_id, sequence_number, writer, event_ser_id,"
            + " event_ser_manifest, event_payload)"
            + " select persistence_id, 2, 'another', event_ser_id, event_ser_manifest, event_payload"
            + " from event_journal where persistence_id = '"
            + id("several-13")
            + "'");

    List<StatusReply<Receipt>> replies;
    try (Connection locking = database.connection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("lock table event_journal in exclusive mode");
      // The first of them are stopped by the lock, the others wait and go together.
      several.values().forEach(one -> submit(one, 2));
      database.awaitBlockedStatements();
      locking.commit();
      replies = receipts.receiveSeveralMessages(several.size(), LONG);
    }
    assertEquals(1, replies.stream().filter(StatusReply::isError).count());
    assertEquals(several.size() - 1, replies.stream().filter(StatusReply::isSuccess).count());
  }

  @Test
  void whoComesBackSeesWhatWasBeingWrittenWhenItWent() throws Exception {
    ActorRef<AggregateActor.Command> before = start("overlapping");
    submit(before, 1);
    receipts.receiveMessage(LONG);
    ActorRef<AggregateActor.Command> after;
    try (Connection locking = database.connection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("lock table event_journal in exclusive mode");
      submit(before, 2);
      database.awaitBlockedStatements();
      after = start("overlapping");
      submit(after, 2);
      // It could have asked long ago.
      receipts.expectNoMessage(Duration.ofMillis(500));
      locking.commit();
    }
    List<StatusReply<Receipt>> replies = receipts.receiveSeveralMessages(2, LONG);
    assertEquals(1, replies.get(0).getValue().tally().applied());
    assertEquals(1, replies.get(1).getValue().duplicates());
  }

  @Test
  void writersAreToldWhenTheDatabaseDoesNotTakeIt() throws Exception {
    ActorRef<AggregateActor.Command> one = start("turned-away");
    submit(one, 1);
    receipts.receiveMessage(LONG);
    database.execute(
        "alter table event_journal add constraint full_disk check (sequence_number < 2) not valid");
    try {
      submit(one, 2);
      assertTrue(receipts.receiveMessage(LONG).isError());
    } finally {
      database.execute("alter table event_journal drop constraint full_disk");
    }
    submit(one, 2);
    assertEquals(1, receipts.receiveMessage(LONG).getValue().tally().applied());
  }

  @Test
  void whatCannotBeReadIsAFailureOfItsAggregateAlone() throws Exception {
    Map<String, ActorRef<AggregateActor.Command>> several = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      several.put("unreadable-" + i, start("unreadable-" + i));
    }
    // Enough for a snapshot.
    for (int sequence = 1; sequence <= 100; sequence++) {
      for (ActorRef<AggregateActor.Command> one : several.values()) {
        submit(one, sequence);
      }
    }
    receipts.receiveSeveralMessages(100 * several.size(), LONG);
    several.values().forEach(kit::stop);
    database.execute("update event_journal set event_ser_id = -1 where " + isOf("unreadable-13"));
    database.execute("update snapshot set snapshot_ser_id = -1 where " + isOf("unreadable-7"));

    Persistence persistence = Persistence.get(kit.system());
    for (String id : several.keySet()) {
      Object last = lastReplayed(persistence, id, several.keySet());
      assertEquals(
          id.equals("unreadable-13"), last instanceof JournalProtocol.ReplayMessagesFailure, id);
      Object found = snapshot(persistence, id, several.keySet());
      assertEquals(
          id.equals("unreadable-7"), found instanceof SnapshotProtocol.LoadSnapshotFailed, id);
    }
  }

  private static String isOf(String aggregate) {
    return "persistence_id = '" + id(aggregate) + "'";
  }

  /** The last answer to a replay of one that is asked for together with others. */
  private static Object lastReplayed(Persistence persistence, String id, Set<String> all) {
    org.apache.pekko.actor.ActorRef journal = persistence.journalFor("", ConfigFactory.empty());
    TestProbe<Object> asking =
        askForAll(
            id,
            all,
            (one, by) ->
                journal.tell(
                    new JournalProtocol.ReplayMessages(
                        1, Long.MAX_VALUE, Long.MAX_VALUE, id(one), by),
                    by));
    Object answer = asking.receiveMessage(LONG);
    while (answer instanceof JournalProtocol.ReplayedMessage) {
      answer = asking.receiveMessage(LONG);
    }
    return answer;
  }

  private static Object snapshot(Persistence persistence, String id, Set<String> all) {
    org.apache.pekko.actor.ActorRef store = persistence.snapshotStoreFor("", ConfigFactory.empty());
    return askForAll(
            id,
            all,
            (one, by) ->
                store.tell(
                    new SnapshotProtocol.LoadSnapshot(
                        id(one), SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
                    by))
        .receiveMessage(LONG);
  }

  /** Asks for all in one go, and tells who gets the answers for one of them. */
  private static TestProbe<Object> askForAll(
      String id, Set<String> all, BiConsumer<String, org.apache.pekko.actor.ActorRef> ask) {
    TestProbe<Object> asking = kit.createTestProbe();
    TestProbe<Object> others = kit.createTestProbe();
    all.forEach(
        one -> ask.accept(one, Adapter.toClassic((one.equals(id) ? asking : others).ref())));
    return asking;
  }

  private void submit(ActorRef<AggregateActor.Command> aggregate, long sequence) {
    aggregate.tell(
        new AggregateActor.Submit(
            "epoch",
            new Instruction.Deliver(List.of(Things.event("s", sequence))),
            NOW,
            new TellingRecipient(receipts.ref())));
  }

  private static String id(String aggregate) {
    return AggregateActor.persistenceId("thing", aggregate).id();
  }

  private static ActorRef<AggregateActor.Command> start(String id) {
    AggregateDefinition definition = Things.definition();
    return kit.spawn(
        AggregateActor.create(
            id,
            definition,
            new EventInterpreter(definition),
            rows -> CompletableFuture.completedFuture(new ArrayList<>()),
            new WaitingRoom(Long.MAX_VALUE)));
  }
}
