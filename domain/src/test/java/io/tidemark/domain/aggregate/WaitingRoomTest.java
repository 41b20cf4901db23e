package io.tidemark.domain.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingRoomTest {
  private static final int HOLD = 1_000;
  private static final int EVENTS = 60;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatFindsNoRoomWaitsInTheJournal(boolean fromSnapshot) throws Exception {
    WaitingRoom room = new WaitingRoom(10_000);
    List<Histories> aggregates = List.of(log().within(room), log().within(room));
    for (int sequence = 2; sequence <= EVENTS; sequence++) {
      for (Histories aggregate : aggregates) {
        append(aggregate, "a", sequence, null);
      }
    }
    assertTrue(room.taken() < 12_000, () -> "taken: " + room.taken());
    for (Histories aggregate : aggregates) {
      aggregate.recover(fromSnapshot);
    }
    assertTrue(room.taken() < 12_000, () -> "taken after waking: " + room.taken());
    for (Histories aggregate : aggregates) {
      assertEquals(EVENTS - 1, aggregate.state().waiting());
      append(aggregate, "a", 7, null);
      assertEquals(EVENTS - 1, aggregate.state().waiting(), "it was there");
      append(aggregate, "a", 1, null);
      assertEquals(EVENTS, aggregate.state().version());
      assertEquals(0, aggregate.state().waiting());
    }
    assertEquals(0, room.taken());
    Histories roomy = log();
    for (int sequence = EVENTS; sequence >= 1; sequence--) {
      append(roomy, "a", sequence, null);
    }
    for (Histories aggregate : aggregates) {
      assertEquals(roomy.value("f"), aggregate.value("f"));
    }
  }

  @Test
  void scarceMemoryDoesNotLetAnEventPassItsCause() throws Exception {
    WaitingRoom scarce = new WaitingRoom(0);
    Histories aggregate = log().within(scarce);
    ConsistencyToken cause = new ConsistencyToken(new EffectiveTime(10, 0), Map.of("b", 1L));
    append(aggregate, "a", 2, cause);
    append(aggregate, "a", 3, null);
    append(aggregate, "a", 1, null);
    assertEquals(1, aggregate.state().version(), "its cause has not come");
    aggregate.recover(true);
    assertEquals(1, aggregate.state().version());
    append(aggregate, "b", 1, null);
    assertEquals(4, aggregate.state().version());
  }

  private static Histories log() {
    return new Histories(
        SequencePolicy.contiguousFrom(1), HOLD, FieldDefinition.of("f", "log"), Verb.APPEND);
  }

  private static void append(
      Histories aggregate, String source, int sequence, ConsistencyToken observed) {
    aggregate.deliver(
        Histories.event(
            source,
            sequence,
            Verb.APPEND,
            1_000L * sequence,
            Integer.toString(sequence),
            observed));
  }
}
