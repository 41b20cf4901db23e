package io.tidemark.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.LastEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Submission;
import io.tidemark.domain.aggregate.Tally;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.AggregateLane;
import io.tidemark.persistence.aggregate.AggregateSharding.Routed;
import io.tidemark.persistence.aggregate.Receipts;
import java.io.NotSerializableException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AggregateMessageSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Instant NOW = Instant.parse("2026-03-01T10:15:30.123456789Z");

  private final AggregateMessageSerializer serializer =
      new AggregateMessageSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void carriesEveryCommandThatMayCrossNodes() throws Exception {
    TestProbe<StatusReply<Receipts>> receipts = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> answers = KIT.createTestProbe();
    TestProbe<AggregateLane.Located> located = KIT.createTestProbe();
    TestProbe<AggregateActor.Rehearsed> rehearsed = KIT.createTestProbe();
    List<AggregateActor.Command> questions =
        List.of(
            new AggregateActor.Read(answers.ref()),
            new AggregateActor.ReadIncluding(
                new ConsistencyToken(new EffectiveTime(7, 1), Map.of("s", 9L)),
                Duration.ofMillis(1_500),
                answers.ref()),
            new AggregateActor.Rehearse(
                new Instruction.Discard("s", "letter"), NOW, rehearsed.ref()));
    List<AggregateLane.Command> commands =
        new ArrayList<>(
            List.of(
                new AggregateLane.Submit(
                    "epoch",
                    List.of(
                        new Submission("a", new Instruction.CloseGap("s", 7, true)),
                        new Submission("ünïcode|and bars", new Instruction.Discard("s", "l"))),
                    NOW,
                    receipts.ref()),
                new AggregateLane.Locate(located.ref())));
    questions.forEach(
        question -> commands.add(new AggregateLane.Ask("id with ünïcode|and bars", question)));
    for (AggregateLane.Command command : commands) {
      Routed routed = new Routed(12, command);
      assertEquals(routed, there(routed));
    }
    assertEquals(
        classes(commands), crossing(AggregateLane.Command.class), "each needs a form of its own");
    // Submissions are handed to aggregates by their lane, on the same node.
    Set<Class<?>> asked = crossing(AggregateActor.Command.class);
    asked.remove(AggregateActor.Submit.class);
    assertEquals(classes(questions), asked, "a new question needs a form of its own");
  }

  private static Set<Class<?>> crossing(Class<?> commands) {
    return Arrays.stream(commands.getPermittedSubclasses())
        .filter(command -> Modifier.isPublic(command.getModifiers()))
        .collect(Collectors.toSet());
  }

  @Test
  void carriesEveryInstruction() throws Exception {
    TestProbe<StatusReply<Receipts>> receipts = KIT.createTestProbe();
    List<Instruction> instructions =
        List.of(
            new Instruction.Deliver(List.of(full(), bare())),
            new Instruction.CloseGap("s", 1L << 40, false),
            new Instruction.CloseGap("s", 7, true),
            new Instruction.NoteLetters(
                List.of(
                    new Instruction.Letter("https://source/ü", 1L << 41, "shop.carts-0-7"),
                    new Instruction.Letter("s", Event.NO_SEQUENCE, "shop.carts-0-8"))),
            new Instruction.Redeem(full(), "shop.carts-11-9"),
            new Instruction.Discard("s", "shop.carts-0-10"),
            new Instruction.Announce());
    for (Instruction instruction : instructions) {
      Routed routed =
          new Routed(
              0,
              new AggregateLane.Submit(
                  "e", List.of(new Submission("a", instruction)), NOW, receipts.ref()));
      AggregateLane.Submit submit = (AggregateLane.Submit) ((Routed) there(routed)).command();
      assertEquals(receipts.ref(), submit.replyTo());
      assertEquals(comparable(instruction), comparable(submit.submissions().get(0).instruction()));
    }
    assertEquals(
        classes(instructions),
        Set.of(Instruction.class.getPermittedSubclasses()),
        "a new instruction needs a form of its own");
  }

  /** Its components, events in the form in which they are stored: they have no equality. */
  private static List<Object> comparable(Instruction instruction) throws Exception {
    List<Object> components = new ArrayList<>(List.of(instruction.getClass()));
    for (RecordComponent component : instruction.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(instruction);
      for (Object part : value instanceof List<?> several ? several : List.of(value)) {
        components.add(part instanceof Event event ? EventFormat.write(event) : part);
      }
    }
    return components;
  }

  private static Set<Class<?>> classes(List<?> objects) {
    return objects.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  @Test
  void carriesReceipts() throws Exception {
    CarriedState state =
        new CarriedState(
            "a", 1L << 40, true, bytes("{\"x\":1.50}"), new LastEvent("i", -5, null, "p", null));
    Gap gap = new Gap("s", 3, 9, NOW, true, null, new Position("in", 1, 4), 2);
    Receipt receipt =
        new Receipt(
            Optional.of(state),
            List.of(new Decision.Rejection(full(), "rule-failed", "why")),
            1,
            2,
            List.of("shop.carts-0-7", "shop.carts-0-9"),
            new Tally(3, 4, 5, 6),
            Optional.of(List.of(gap)));
    Receipt back = thereAndBack(receipt);

    CarriedState carried = back.announcement().orElseThrow();
    assertEquals(state.id(), carried.id());
    assertEquals(state.version(), carried.version());
    assertEquals(state.deleted(), carried.deleted());
    assertArrayEquals(state.value(), carried.value());
    assertEquals(state.last(), carried.last());
    requireOneRejection(back.rejected());
    assertEquals(List.of("shop.carts-0-7", "shop.carts-0-9"), back.settled());
    assertEquals(List.of(1, 2), List.of(back.duplicates(), back.ignored()));
    Tally tally = back.tally();
    assertEquals(
        List.of(3, 4, 5, 6),
        List.of(tally.applied(), tally.held(), tally.released(), tally.concurrent()));
    assertEquals(Optional.of(List.of(gap)), back.gaps());
  }

  @Test
  void carriesWhatIsAbsentAsAbsent() throws Exception {
    Receipt back =
        thereAndBack(
            new Receipt(
                Optional.empty(),
                List.of(),
                0,
                0,
                List.of(),
                new Tally(0, 0, 0, 0),
                Optional.empty()));
    assertEquals(Optional.empty(), back.announcement());
    assertEquals(Optional.empty(), back.gaps());
    assertEquals(List.of(), back.rejected());
    assertEquals(List.of(), back.settled());
    assertEquals(
        new AggregateActor.Answer(Optional.empty(), "", 0, false),
        there(new AggregateActor.Answer(Optional.empty(), "", 0, false)));
  }

  @Test
  void carriesAnswers() throws Exception {
    AggregateActor.Answer back =
        (AggregateActor.Answer)
            there(new AggregateActor.Answer(Optional.of(bytes("{}")), "token", 7, true));
    assertArrayEquals(bytes("{}"), back.json().orElseThrow());
    assertEquals("token", back.token());
    assertEquals(7, back.version());
    assertEquals(true, back.deleted());
    AggregateLane.Located located = new AggregateLane.Located("pekko://tidemark@10.0.0.1:7001");
    assertEquals(located, there(located));
    AggregateActor.Rehearsed rehearsed =
        (AggregateActor.Rehearsed)
            there(
                new AggregateActor.Rehearsed(
                    bytes("{\"version\":1}"),
                    bytes("{\"version\":2}"),
                    List.of(new Decision.Rejection(full(), "rule-failed", "why"))));
    assertArrayEquals(bytes("{\"version\":1}"), rehearsed.before());
    assertArrayEquals(bytes("{\"version\":2}"), rehearsed.after());
    requireOneRejection(rehearsed.rejected());
  }

  private static void requireOneRejection(List<Decision.Rejection> rejections) {
    assertEquals(1, rejections.size());
    Decision.Rejection rejection = rejections.get(0);
    assertEquals(EventFormat.write(full()), EventFormat.write(rejection.event()));
    assertEquals(List.of("rule-failed", "why"), List.of(rejection.reason(), rejection.message()));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(IllegalArgumentException.class, () -> serializer.manifest("text"));
    assertThrows(IllegalArgumentException.class, () -> serializer.toBinary("text"));
    assertThrows(NotSerializableException.class, () -> serializer.fromBinary(new byte[] {1}, "X9"));
  }

  private Receipt thereAndBack(Receipt receipt) throws NotSerializableException {
    Receipts back = (Receipts) there(new Receipts(List.of(receipt, receipt)));
    assertEquals(2, back.receipts().size());
    return back.receipts().get(1);
  }

  private Object there(Object message) throws NotSerializableException {
    return serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
  }

  private static Event full() {
    return new Event(
        new Event.Header(
            "id",
            "https://source",
            Long.MAX_VALUE,
            "type",
            1_772_360_130_123_456_789L,
            "correlation",
            "causation",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "vendor=1",
            new ConsistencyToken(new EffectiveTime(5, 2), Map.of("https://other", 4L)),
            Map.of("subject", "a", "tenant", "ü")),
        bytes("{\"amount\":0.10,\"big\":123456789012345678901234567890}"),
        new Position("topic", 3, 1L << 33));
  }

  private static Event bare() {
    return new Event(
        new Event.Header(
            "i", "s", Event.NO_SEQUENCE, "t", 0, null, null, null, null, null, Map.of()),
        new byte[0],
        new Position("t", 0, 0));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
