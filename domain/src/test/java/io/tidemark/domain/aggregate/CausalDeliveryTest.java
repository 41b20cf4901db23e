package io.tidemark.domain.aggregate;

import static io.tidemark.domain.aggregate.Histories.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.sequencing.Gap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An event waits for what its writer had observed, as it would for a missing number. */
class CausalDeliveryTest {
  private static final ConsistencyToken A1 =
      new ConsistencyToken(new EffectiveTime(10, 0), Map.of("/a", 1L));

  private final Histories set =
      new Histories(FieldDefinition.of("f", "set"), Verb.ADD, Verb.REMOVE);

  @Test
  void waitsForWhatItsWriterHadObserved() throws Exception {
    set.deliver(event("/b", 1, Verb.REMOVE, 5, "\"x\"", A1));
    assertEquals(0, set.state().version());
    assertEquals(1, set.state().waiting());
    Gap gap = set.state().gaps().get(0);
    assertTrue(
        gap.isSameRun(new Gap("/a", 1, 1, Histories.NOW, false, null, null, 1)), gap.toString());
    assertEquals(Histories.NOW, gap.since());
    assertEquals(1, gap.waiting());
    set.recover(true);
    set.deliver(event("/a", 1, Verb.ADD, 10, "\"x\"", null));
    assertEquals(2, set.state().version());
    assertEquals(List.of(), set.state().gaps());
    assertEquals("[]", set.value("f"));
  }

  @Test
  void givesUpWaitingAndStillTakesAwayWhatItHadObserved() throws Exception {
    set.deliver(event("/b", 1, Verb.REMOVE, 5, "\"x\"", A1));
    set.skip("/a", 1);
    assertEquals(Map.of("/b", 1L), set.state().vector());
    set.recover(false);
    set.deliver(
        event("/a", 1, Verb.ADD, 10, "\"x\"", null), event("/a", 2, Verb.ADD, 10, "\"y\"", null));
    assertEquals(Map.of("/a", 2L, "/b", 1L), set.state().vector());
    assertEquals("[\"y\"]", set.value("f"));
  }

  @Test
  void removesExactlyWhatItHadObserved() throws Exception {
    set.deliver(event("/a", 1, Verb.ADD, 10, "\"x\"", null));
    set.deliver(event("/c", 1, Verb.ADD, 3, "\"x\"", null));
    set.deliver(event("/b", 1, Verb.REMOVE, 50, "\"x\"", A1));
    assertEquals("[\"x\"]", set.value("f"), "/c's add was not observed, however early it was");
  }

  @Test
  void eventsThatWaitForOneAnotherCanBeGivenUp() {
    ConsistencyToken b1 = new ConsistencyToken(new EffectiveTime(10, 0), Map.of("/b", 1L));
    set.deliver(event("/b", 1, Verb.ADD, 5, "\"x\"", A1));
    set.deliver(event("/a", 1, Verb.ADD, 5, "\"y\"", b1));
    assertEquals(2, set.state().waiting());
    Gap gap = set.state().gaps().get(0);
    set.skip(gap.source(), gap.to());
    assertEquals(0, set.state().waiting());
    assertEquals(2, set.state().version());
  }
}
