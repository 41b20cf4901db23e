package io.tidemark.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CausalOrderTest {
  @Test
  void causesComeFirstWhateverTheClocksSay() {
    assertEquals("a b c", ids(event("c", "b", 1), event("b", "a", 2), event("a", null, 3)));
  }

  @Test
  void theEarlierTimeGoesFirstWhereCausesLeaveItOpen() {
    assertEquals(
        "a x b c",
        ids(event("c", "a", 4), event("b", "a", 3), event("x", null, 2), event("a", null, 1)));
  }

  @Test
  void causesThatAreNotThereHoldNothingUp() {
    assertEquals("a b", ids(event("b", "gone", 2), event("a", "a", 1)));
  }

  @Test
  void aCircleIsBrokenAtItsEarliestEventAndNotBehindIt() {
    // The effect of the circle is the earliest of all, and still comes after its cause.
    assertEquals(
        "b c effect a",
        ids(event("effect", "c", 1), event("a", "c", 4), event("b", "a", 2), event("c", "b", 3)));
  }

  @Test
  void anyOfSeveralEventsOfOneIdMayBeTheCause() {
    assertEquals("a a b", ids(event("b", "a", 1), event("a", null, 3), event("a", null, 2)));
  }

  @Test
  void theSameEventsGiveTheSameOrderAndCausesAlwaysComeFirst() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<FlowEvent> events = new ArrayList<>();
      int size = 1 + random.nextInt(30);
      for (int number = 0; number < size; number++) {
        // Causes are of smaller numbers only, so there are no circles; times are what they are.
        String cause = number == 0 || random.nextInt(4) == 0 ? null : "e" + random.nextInt(number);
        events.add(event("e" + number, cause, random.nextInt(10)));
      }
      List<FlowEvent> ordered = CausalOrder.of(events);
      Map<String, Integer> places = new HashMap<>();
      for (int place = 0; place < size; place++) {
        places.put(ordered.get(place).id(), place);
      }
      assertEquals(size, places.size(), "seed " + seed);
      for (FlowEvent event : events) {
        if (event.causationId() != null) {
          assertTrue(places.get(event.causationId()) < places.get(event.id()), "seed " + seed);
        }
      }
      Collections.shuffle(events, random);
      assertEquals(ordered, CausalOrder.of(events), "seed " + seed);
    }
  }

  @Test
  void circlesOfManyEventsTakeNoAgeToBreak() {
    List<FlowEvent> events = new ArrayList<>();
    for (int number = 0; number < 2_000; number++) {
      events.add(event("x", "y", number));
      events.add(event("y", "x", number));
    }
    for (int number = 0; number < 6_000; number++) {
      events.add(event("c" + number, "c" + (number + 1) % 6_000, number));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertEquals(events.size(), CausalOrder.of(events).size()));
  }

  private static String ids(FlowEvent... events) {
    return CausalOrder.of(List.of(events)).stream()
        .map(FlowEvent::id)
        .collect(Collectors.joining(" "));
  }

  private static FlowEvent event(String id, String cause, long time) {
    return new FlowEvent(
        "flow", cause, false, "cart", "1", "s", time, id, "t", time, "topic", 0, time);
  }
}
