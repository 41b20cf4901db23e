package io.tidemark.domain.aggregate;

import static io.tidemark.domain.aggregate.Histories.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TimeTravelTest {
  private static final FieldDefinition LOG = FieldDefinition.of("f", "log");

  private final Histories aggregate = new Histories(LOG, Verb.APPEND, Verb.DELETE);

  @Test
  void aLateEventIsNotInTheVersionsBeforeItCame() throws IOException {
    aggregate.deliver(append("a", 1, 10), append("a", 3, 30));
    aggregate.skip("a", 2);
    aggregate.deliver(append("b", 1, 25));
    aggregate.deliver(append("a", 2, 20));

    assertEquals("[\"a1\",\"a3\"]", at(aggregate, 2));
    assertEquals("[\"a1\",\"b1\",\"a3\"]", at(aggregate, 3));
    assertEquals("[\"a1\",\"a2\",\"b1\",\"a3\"]", at(aggregate, 4));
    assertEquals(List.of("a-1", "a-3", "b-1", "a-2"), applied(aggregate));
  }

  @Test
  void aLateEventIsInTheInstantThatItBelongsTo() throws IOException {
    aggregate.deliver(append("a", 1, 10), append("a", 3, 30));
    aggregate.skip("a", 2);
    aggregate.deliver(append("a", 2, 20));

    assertEquals("[]", when(aggregate, 9));
    assertEquals("[\"a1\"]", when(aggregate, 19));
    assertEquals("[\"a1\",\"a2\"]", when(aggregate, 20));
    assertEquals("[\"a1\",\"a2\"]", when(aggregate, 29));
    assertEquals("[\"a1\",\"a2\",\"a3\"]", when(aggregate, 30));
  }

  @Test
  void anInstantGoesByEffectiveTimeNotByTheWritersClock() throws IOException {
    // The clock of a runs backwards: its second event takes effect right after its first.
    aggregate.deliver(append("a", 1, 50), append("a", 2, 10), append("b", 1, 20));

    assertEquals("[\"b1\"]", when(aggregate, 49));
    assertEquals("[\"b1\",\"a1\",\"a2\"]", when(aggregate, 50));
    PastState past = past(aggregate, Instant.ofEpochSecond(0, 49));
    assertEquals(1, past.version());
    assertEquals(Map.of("b", 1L), past.vector());
    assertEquals(new EffectiveTime(20, 0), past.token().clock());
  }

  @Test
  void anInstantBeyondAllTimesIsTheEndOrTheBeginning() throws IOException {
    aggregate.deliver(append("a", 1, 10));

    assertEquals(1, past(aggregate, Instant.MAX).version());
    assertEquals(0, past(aggregate, Instant.MIN).version());
  }

  @Test
  void deletionsAreUndone() throws IOException {
    aggregate.deliver(append("a", 1, 10));
    aggregate.deliver(event("b", 1, Verb.DELETE, 20, "0", null));
    aggregate.deliver(append("a", 2, 15));
    aggregate.deliver(append("a", 3, 30));

    assertEquals("[\"a1\"]", at(aggregate, 1));
    assertTrue(version(aggregate, 2).isDeleted());
    assertTrue(version(aggregate, 3).isDeleted());
    assertEquals("[\"a3\"]", at(aggregate, 4));
    assertEquals("[\"a1\",\"a2\"]", when(aggregate, 19));
    assertTrue(past(aggregate, Instant.ofEpochSecond(0, 20)).isDeleted());
  }

  @Test
  void whatWaitedOutsideMemoryComesInItsTurn() throws IOException {
    Histories small = new Histories(SequencePolicy.contiguousFrom(1), 1, LOG, Verb.APPEND);
    small.deliver(append("a", 4, 40), append("a", 3, 30), append("a", 2, 20), append("b", 1, 5));
    small.deliver(append("a", 1, 10));

    assertEquals(List.of("b-1", "a-1", "a-2", "a-3", "a-4"), applied(small));
    assertEquals("[\"b1\",\"a1\",\"a2\"]", at(small, 3));
    assertEquals("[\"b1\",\"a1\",\"a2\",\"a3\"]", when(small, 30));
  }

  @Test
  void whatWaitedOutsideMemoryWithoutNumbersComesInItsTurn() throws IOException {
    Histories small = new Histories(new SequencePolicy(Mode.NONE, false, 1), 1, LOG, Verb.APPEND);
    small.instruct(Instruction.NoteLetters.of("a", Event.NO_SEQUENCE, "letter"));
    for (int i = 1; i <= 3; i++) {
      small.deliver(unnumbered("a", i));
    }
    small.instruct(new Instruction.Redeem(unnumbered("a", 0), "letter"));

    assertEquals(List.of("a-0", "a-1", "a-2", "a-3"), applied(small));
    assertEquals(Map.of("a", 3L), version(small, 3).vector());
  }

  @Test
  void deadLettersCountFromTheirRedrive() throws IOException {
    aggregate.deliver(append("a", 1, 10));
    aggregate.instruct(Instruction.NoteLetters.of("a", 2, "letter"));
    aggregate.instruct(Instruction.NoteLetters.of("a", 4, "hopeless"));
    aggregate.deliver(append("a", 3, 30), append("a", 5, 50), append("b", 1, 40));
    aggregate.instruct(new Instruction.Discard("a", "hopeless"));
    aggregate.instruct(new Instruction.Redeem(append("a", 2, 20), "letter"));

    assertEquals(List.of("a-1", "b-1", "a-2", "a-3", "a-5"), applied(aggregate));
    assertEquals("[\"a1\",\"b1\"]", at(aggregate, 2));
    assertEquals("[\"a1\",\"a2\",\"b1\"]", at(aggregate, 3));
    assertEquals("[\"a1\",\"a2\"]", when(aggregate, 29));
  }

  @Test
  void moreThanMayWaitIsRefused() {
    AppliedHistory past = new AppliedHistory(aggregate.definition(), aggregate.interpreter());
    byte[] large = ("{\"v\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    List<Event> waiting = new ArrayList<>();
    for (int i = 2; i < 102 + (AppliedHistory.MOST_PARKED_BYTES >> 20); i++) {
      Event small = append("a", i, i);
      // The first hundred are held in memory.
      waiting.add(i < 102 ? small : new Event(small.header(), large, new Position("t", 0, i)));
    }
    JournalEvent row = new JournalEvent.EventsRecorded(waiting, Histories.NOW);

    assertThrows(HistoryTooLongException.class, () -> past.apply(row));
  }

  @Test
  void aTokenIsIncludedWhenWhatItStandsForWasApplied() {
    aggregate.deliver(append("a", 1, 10), append("a", 3, 30), append("b", 1, 5));

    assertTrue(aggregate.state().includes(ConsistencyToken.NOTHING));
    assertTrue(aggregate.state().includes(token("a", 1, "b", 1)));
    assertFalse(aggregate.state().includes(token("a", 1, "b", 2)));
    assertFalse(aggregate.state().includes(token("a", 1, "c", 1)));
    assertFalse(aggregate.state().includes(token("a", 3, "b", 1)), "3 is held");
  }

  /** Where the highest number would do, the writer of 2 would not read its own write. */
  @Test
  void aNumberThatWasGivenUpIsNotIncludedUntilItComes() {
    aggregate.deliver(append("a", 1, 10), append("a", 3, 30));
    aggregate.skip("a", 2);
    ConsistencyToken before = aggregate.state().token();

    assertTrue(aggregate.state().includes(before), "whoever has seen 3 had not seen 2 either");
    assertFalse(aggregate.state().includes(token("a", 2, "a", 2)));
    aggregate.deliver(append("a", 2, 20));
    assertTrue(aggregate.state().includes(token("a", 2, "a", 2)));
    assertTrue(aggregate.state().includes(before));
  }

  @Test
  void withoutNumbersCountAndClockDecide() {
    Histories counted =
        new Histories(new SequencePolicy(Mode.NONE, false, 1), 10, LOG, Verb.APPEND);
    counted.deliver(unnumbered("a", 1), unnumbered("a", 2));
    ConsistencyToken now = counted.state().token();

    assertTrue(counted.state().includes(now));
    assertFalse(counted.state().includes(token("a", 3, "a", 3)));
    assertFalse(
        counted.state().includes(new ConsistencyToken(new EffectiveTime(1_000, 0), now.vector())));
    counted.deliver(unnumbered("a", 1_000));
    assertTrue(counted.state().includes(token("a", 3, "a", 3)));
  }

  @Test
  void onlyNewerOnesCountWhereNumbersIncrease() {
    Histories newest =
        new Histories(new SequencePolicy(Mode.INCREASING, false, 1), 10, LOG, Verb.APPEND);
    newest.deliver(append("a", 5, 10));

    assertTrue(newest.state().includes(token("a", 4, "a", 4)), "superseded before it came");
    assertFalse(newest.state().includes(token("a", 6, "a", 6)));
  }

  private static ConsistencyToken token(String one, long number, String other, long another) {
    Map<String, Long> vector = new java.util.TreeMap<>();
    vector.put(one, number);
    vector.put(other, another);
    return new ConsistencyToken(null, vector);
  }

  private static Event append(String source, long sequence, long time) {
    return event(source, sequence, Verb.APPEND, time, "\"" + source + sequence + "\"", null);
  }

  private static Event unnumbered(String source, int number) {
    Event like = append(source, number, number);
    Event.Header header =
        new Event.Header(
            like.header().id(),
            source,
            Event.NO_SEQUENCE,
            like.header().type(),
            number,
            null,
            null,
            null,
            null,
            null,
            Map.of());
    return new Event(header, like.data(), like.position());
  }

  private static List<Event> events(Histories aggregate) {
    AppliedHistory history = new AppliedHistory(aggregate.definition(), aggregate.interpreter());
    List<Event> applied = new ArrayList<>();
    for (JournalEvent row : aggregate.journal()) {
      for (AppliedEvent next : history.apply(row)) {
        applied.add(next.event());
        assertEquals(applied.size(), next.version());
      }
    }
    assertEquals(aggregate.state().version(), applied.size());
    return applied;
  }

  private static List<String> applied(Histories aggregate) {
    return events(aggregate).stream().map(event -> event.header().id()).toList();
  }

  private static PastState version(Histories aggregate, int version) {
    return PastState.of(
        aggregate.definition(), aggregate.interpreter(), events(aggregate).subList(0, version));
  }

  private static PastState past(Histories aggregate, Instant at) {
    return PastState.at(aggregate.definition(), aggregate.interpreter(), events(aggregate), at);
  }

  private static String at(Histories aggregate, int version) throws IOException {
    return field(version(aggregate, version));
  }

  private static String when(Histories aggregate, long nanos) throws IOException {
    return field(past(aggregate, EffectiveTime.instant(nanos)));
  }

  private static String field(PastState state) throws IOException {
    JsonNode json = ExactJson.mapper().readTree(CarriedState.json("thing", "id", state));
    return json.at("/state/f").toString();
  }
}
