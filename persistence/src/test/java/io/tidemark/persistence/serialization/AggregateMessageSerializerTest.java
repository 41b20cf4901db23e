package io.tidemark.persistence.serialization;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.domain.aggregate.Decision;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.aggregate.LastEvent;
import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.aggregate.Tally;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.persistence.aggregate.AggregateActor;
import io.tidemark.persistence.aggregate.AggregateSharding.Routed;
import java.io.NotSerializableException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
    TestProbe<Receipt> receipts = KIT.createTestProbe();
    TestProbe<AggregateActor.Answer> answers = KIT.createTestProbe();
    TestProbe<AggregateActor.Located> located = KIT.createTestProbe();
    List<AggregateActor.Command> commands =
        List.of(
            new AggregateActor.Submit(
                "epoch", new Instruction.CloseGap("s", 7, true), NOW, receipts.ref()),
            new AggregateActor.Read(answers.ref()),
            new AggregateActor.Locate(located.ref()));
    for (AggregateActor.Command command : commands) {
      Routed routed = new Routed("id with ünïcode|and bars", 12, command);
      assertEquals(routed, there(routed));
    }
    Set<String> crossing =
        Arrays.stream(AggregateActor.Command.class.getPermittedSubclasses())
            .filter(command -> Modifier.isPublic(command.getModifiers()))
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());
    assertEquals(
        commands.stream()
            .map(command -> command.getClass().getSimpleName())
            .collect(Collectors.toSet()),
        crossing,
        "a new command needs a form of its own");
  }

  @Test
  void carriesEventsWithAllTheirAttributes() throws Exception {
    TestProbe<Receipt> receipts = KIT.createTestProbe();
    Instruction.Deliver deliver = new Instruction.Deliver(List.of(full(), bare()));
    Routed routed =
        new Routed("a", 0, new AggregateActor.Submit("e", deliver, NOW, receipts.ref()));
    AggregateActor.Submit submit = (AggregateActor.Submit) ((Routed) there(routed)).command();
    assertEquals(receipts.ref(), submit.replyTo());
    assertEquals(
        deliver.events().stream().map(EventFormat::write).toList(),
        ((Instruction.Deliver) submit.instruction())
            .events().stream().map(EventFormat::write).toList());
  }

  @Test
  void carriesReceipts() throws Exception {
    CarriedState state =
        new CarriedState(
            "a", 1L << 40, true, bytes("{\"x\":1.50}"), new LastEvent("i", -5, null, "p", null));
    Gap gap = new Gap("s", 3, 9, NOW, true);
    Receipt receipt =
        new Receipt(
            Optional.of(state),
            List.of(new Decision.Rejection(full(), "rule-failed", "why")),
            1,
            2,
            new Tally(3, 4, 5, 6),
            Optional.of(List.of(gap)));
    Receipt back = (Receipt) there(receipt);

    CarriedState carried = back.announcement().orElseThrow();
    assertEquals(state.id(), carried.id());
    assertEquals(state.version(), carried.version());
    assertEquals(state.deleted(), carried.deleted());
    assertArrayEquals(state.value(), carried.value());
    assertEquals(state.last(), carried.last());
    Decision.Rejection rejection = back.rejected().get(0);
    assertEquals(EventFormat.write(full()), EventFormat.write(rejection.event()));
    assertEquals(List.of("rule-failed", "why"), List.of(rejection.reason(), rejection.message()));
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
        (Receipt)
            there(
                new Receipt(
                    Optional.empty(), List.of(), 0, 0, new Tally(0, 0, 0, 0), Optional.empty()));
    assertEquals(Optional.empty(), back.announcement());
    assertEquals(Optional.empty(), back.gaps());
    assertEquals(List.of(), back.rejected());
    assertEquals(
        new AggregateActor.Answer(Optional.empty(), ""),
        there(new AggregateActor.Answer(Optional.empty(), "")));
  }

  @Test
  void carriesAnswers() throws Exception {
    AggregateActor.Answer back =
        (AggregateActor.Answer) there(new AggregateActor.Answer(Optional.of(bytes("{}")), "token"));
    assertArrayEquals(bytes("{}"), back.json().orElseThrow());
    assertEquals("token", back.token());
    AggregateActor.Located located = new AggregateActor.Located("pekko://tidemark@10.0.0.1:7001");
    assertEquals(located, there(located));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThrows(IllegalArgumentException.class, () -> serializer.manifest("text"));
    assertThrows(IllegalArgumentException.class, () -> serializer.toBinary("text"));
    assertThrows(NotSerializableException.class, () -> serializer.fromBinary(new byte[] {1}, "X9"));
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
