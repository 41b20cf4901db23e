package io.tidemark.persistence.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.JournalEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AggregateActorTest {
  private static final ActorTestKit KIT = JournalTestKit.create();
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aFailedWriteLeavesNothingBehind() throws Exception {
    ActorRef<AggregateActor.Command> aggregate = start("failing", AggregateActorTest::rows);
    TestProbe<StatusReply<Receipt>> receipts = KIT.createTestProbe();
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 1))), receipts);
    assertEquals(1, receipts.receiveMessage().getValue().tally().applied());

    JOURNAL.failNextPersisted(AggregateActor.persistenceId("thing", "failing").id());
    Instruction two = new Instruction.Deliver(List.of(Things.event("a", 2), Things.event("a", 3)));
    submit(aggregate, two, receipts);
    assertTrue(receipts.receiveMessage().isError(), "whoever waits is told");
    submit(aggregate, two, receipts);
    Receipt receipt = receipts.receiveMessage().getValue();
    assertEquals(0, receipt.duplicates(), "what was never stored was never seen");
    assertEquals(2, receipt.tally().applied());
    assertEquals("[\"a1\",\"a2\",\"a3\"]", read(aggregate).at("/state/f").toString());
  }

  @Test
  void aRehearsalIsOfTheAggregateAsItWasWhenAsked() throws Exception {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    ActorRef<AggregateActor.Command> aggregate =
        start("rehearsing", id -> slow.thenCompose(done -> rows(id)));
    TestProbe<StatusReply<Receipt>> receipts = KIT.createTestProbe();
    submit(aggregate, Instruction.NoteLetters.of("a", 1, "letter"), receipts);
    // One of them is held in memory, the others wait in the journal: only a rebuild finds them.
    for (int sequence = 2; sequence <= 4; sequence++) {
      submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", sequence))), receipts);
    }
    receipts.receiveSeveralMessages(4);
    JsonNode before = read(aggregate);

    TestProbe<AggregateActor.Rehearsed> rehearsed = KIT.createTestProbe();
    aggregate.tell(
        new AggregateActor.Rehearse(
            new Instruction.Redeem(Things.event("a", 1), "letter"), NOW, rehearsed.ref()));
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("b", 1))), receipts);
    receipts.receiveMessage();
    slow.complete(null);

    AggregateActor.Rehearsed answer = rehearsed.receiveMessage();
    assertEquals(before, ExactJson.mapper().readTree(answer.before()));
    JsonNode after = ExactJson.mapper().readTree(answer.after());
    assertEquals("[\"a1\",\"a2\",\"a3\",\"a4\"]", after.at("/state/f").toString());
    assertEquals(List.of(), answer.rejected());
    JsonNode now = read(aggregate);
    assertEquals("[\"b1\"]", now.at("/state/f").toString(), "nothing was done");
    assertEquals(3, now.get("held").intValue());
  }

  @Test
  void nothingIsRehearsedOnAnAggregateThatNeverWas() throws Exception {
    ActorRef<AggregateActor.Command> aggregate = start("new", AggregateActorTest::rows);
    TestProbe<AggregateActor.Rehearsed> rehearsed = KIT.createTestProbe();
    aggregate.tell(
        new AggregateActor.Rehearse(
            new Instruction.Redeem(Things.event("a", 1), "letter"), NOW, rehearsed.ref()));
    JsonNode after = ExactJson.mapper().readTree(rehearsed.receiveMessage().after());
    assertEquals(1, after.get("version").intValue());
    TestProbe<AggregateActor.Answer> answers = KIT.createTestProbe();
    aggregate.tell(new AggregateActor.Read(answers.ref()));
    assertEquals(true, answers.receiveMessage().json().isEmpty());
  }

  @Test
  void whoeverWaitsIsAnsweredWhenTheTokenIsIncluded() throws Exception {
    ActorRef<AggregateActor.Command> aggregate = start("awaited", AggregateActorTest::rows);
    TestProbe<StatusReply<Receipt>> receipts = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> first = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> late = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> impatient = KIT.createTestProbe();
    await(aggregate, "a", 1, Duration.ofSeconds(30), first);
    await(aggregate, "a", 3, Duration.ofSeconds(30), late);
    await(aggregate, "a", 1, Duration.ZERO, impatient);

    // Taken in, but not applied: not yet what the token stands for.
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 3))), receipts);
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("b", 7))), receipts);
    receipts.receiveSeveralMessages(2);
    first.expectNoMessage(Duration.ofMillis(200));
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 1))), receipts);
    receipts.receiveMessage();

    assertEquals(1, first.receiveMessage().version());
    late.expectNoMessage(Duration.ofMillis(200));
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 2))), receipts);
    assertEquals(3, late.receiveMessage().version());
    await(aggregate, "a", 2, Duration.ofSeconds(30), first);
    assertEquals(3, first.receiveMessage().version(), "what is included is answered at once");
    impatient.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void whoeverWaitsIsAnsweredFromARebuiltState() throws Exception {
    ActorRef<AggregateActor.Command> aggregate = start("rebuilt", AggregateActorTest::rows);
    TestProbe<StatusReply<Receipt>> receipts = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> answers = KIT.createTestProbe();
    await(aggregate, "a", 1, Duration.ofSeconds(30), answers);
    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 2))), receipts);
    submit(aggregate, new Instruction.CloseGap("a", 1, false), receipts);
    receipts.receiveSeveralMessages(2);
    answers.expectNoMessage(Duration.ofMillis(200));

    submit(aggregate, new Instruction.Deliver(List.of(Things.event("a", 1))), receipts);

    JsonNode state = ExactJson.mapper().readTree(answers.receiveMessage().json().orElseThrow());
    assertEquals("[\"a1\",\"a2\"]", state.at("/state/f").toString());
  }

  @Test
  void announcesOnceMoreWhenItIsWanted() {
    ActorRef<AggregateActor.Command> aggregate = start("wanted", AggregateActorTest::rows);
    TestProbe<StatusReply<Receipt>> receipts = KIT.createTestProbe();
    submit(aggregate, new Instruction.Announce(), receipts);
    assertTrue(receipts.receiveMessage().getValue().announcement().isEmpty(), "there is nothing");
    Instruction known = new Instruction.Deliver(List.of(Things.event("a", 1)));
    submit(aggregate, known, receipts);
    assertTrue(receipts.receiveMessage().getValue().announcement().isPresent());
    submit(aggregate, known, receipts);
    assertTrue(receipts.receiveMessage().getValue().announcement().isEmpty(), "no news");

    submit(aggregate, new Instruction.Announce(), receipts);
    Receipt again = receipts.receiveMessage().getValue();
    assertEquals(1, again.announcement().orElseThrow().version());
    assertEquals(0, again.duplicates());
  }

  private static void await(
      ActorRef<AggregateActor.Command> aggregate,
      String source,
      long sequence,
      Duration patience,
      TestProbe<AggregateActor.Answer> answers) {
    aggregate.tell(
        new AggregateActor.ReadIncluding(
            new ConsistencyToken(null, Map.of(source, sequence)), patience, answers.ref()));
  }

  private static void submit(
      ActorRef<AggregateActor.Command> aggregate,
      Instruction instruction,
      TestProbe<StatusReply<Receipt>> receipts) {
    aggregate.tell(
        new AggregateActor.Submit("epoch", instruction, NOW, new TellingRecipient(receipts.ref())));
  }

  private static JsonNode read(ActorRef<AggregateActor.Command> aggregate) throws Exception {
    TestProbe<AggregateActor.Answer> answers = KIT.createTestProbe();
    aggregate.tell(new AggregateActor.Read(answers.ref()));
    return ExactJson.mapper().readTree(answers.receiveMessage().json().orElseThrow());
  }

  private static CompletionStage<List<JournalEvent>> rows(String persistenceId) {
    return CompletableFuture.completedFuture(
        JOURNAL.persistedInStorage(persistenceId).stream().map(JournalEvent.class::cast).toList());
  }

  private static ActorRef<AggregateActor.Command> start(String id, AggregateActor.History history) {
    AggregateDefinition definition = Things.definition();
    return KIT.spawn(
        AggregateActor.create(
            id,
            definition,
            new EventInterpreter(definition),
            history,
            new WaitingRoom(Long.MAX_VALUE)),
        id);
  }
}
