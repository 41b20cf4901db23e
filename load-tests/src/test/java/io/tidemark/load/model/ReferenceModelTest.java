package io.tidemark.load.model;

import static io.tidemark.load.model.Definitions.delete;
import static io.tidemark.load.model.Definitions.operation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReferenceModelTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final List<CloudEvent> events = new ArrayList<>();

  @Test
  void theLaterWriterWinsAndOnEqualTimeTheGreaterSource() {
    AggregateDefinition definition = oneField("lww", set("f"));
    event("a", 1, 10, "set", "{'v':'from a'}");
    event("b", 1, 10, "set", "{'v':'from b'}");
    assertState(definition, "{'f':'from b'}");

    event("a", 2, 11, "set", "{'v':'later'}");
    assertState(definition, "{'f':'later'}");
  }

  @Test
  void aClockThatGoesBackStillMovesOnWithinItsSource() {
    AggregateDefinition definition = oneField("lww", set("f"));
    event("a", 1, 20, "set", "{'v':'first'}");
    event("a", 2, 5, "set", "{'v':'second'}");
    event("b", 1, 20, "set", "{'v':'other'}");
    assertState(definition, "{'f':'second'}");
  }

  @Test
  void countersAreExact() {
    AggregateDefinition definition =
        oneField(
            "counter",
            Map.of(
                "up", List.of(operation(Verb.INCREMENT, "f", "/v")),
                "down", List.of(operation(Verb.DECREMENT, "f", "/v"))));
    event("a", 1, 1, "up", "{'v':0.1}");
    event("a", 2, 2, "up", "{'v':0.2}");
    event("b", 1, 1, "down", "{'v':0.3}");
    assertState(definition, "{'f':0}");
  }

  @Test
  void anAddStaysOnEqualTimeAndGoesWhenTheRemoveIsLater() {
    AggregateDefinition definition = oneField("set", addAndRemove());
    event("a", 1, 10, "add", "{'v':'x'}");
    event("b", 1, 10, "remove", "{'v':'x'}");
    assertState(definition, "{'f':['x']}");

    event("b", 2, 11, "remove", "{'v':'x'}");
    assertState(definition, "{'f':[]}");
  }

  @Test
  void withinOneEventOperationsAreTakenInOrder() {
    event("a", 1, 10, "both", "{'v':'x'}");
    Operation add = operation(Verb.ADD, "f", "/v");
    Operation remove = operation(Verb.REMOVE, "f", "/v");

    assertState(oneField("set", Map.of("both", List.of(add, remove))), "{'f':[]}");
    assertState(oneField("set", Map.of("both", List.of(remove, add))), "{'f':['x']}");
  }

  @Test
  void aKeyThatIsPutAgainStartsAfresh() {
    AggregateDefinition definition =
        Definitions.of(
            List.of(
                Definitions.map(
                    "f", FieldDefinition.of("n", "counter"), FieldDefinition.of("p", "lww"))),
            Map.of(
                "put",
                List.of(
                    operation(
                        Verb.PUT,
                        "f",
                        "/k",
                        operation(Verb.INCREMENT, "n", "/n"),
                        operation(Verb.SET, "p", "/p"))),
                "remove",
                List.of(operation(Verb.REMOVE, "f", "/k"))));
    event("a", 1, 10, "put", "{'k':'x','n':5,'p':1.50}");
    event("a", 2, 11, "remove", "{'k':'x'}");
    assertState(definition, "{'f':{}}");

    event("b", 1, 12, "put", "{'k':'x','n':2}");
    assertState(definition, "{'f':{'x':{'n':2,'p':null}}}");
  }

  @Test
  void aDeleteTakesWhatIsEarlierAndALaterWriteRevives() {
    AggregateDefinition definition =
        oneField("log", Map.of("append", List.of(append()), "delete", List.of(delete())));
    event("a", 1, 10, "append", "{'v':'old'}");
    event("b", 1, 11, "delete", "{}");
    ReferenceState deleted = new ReferenceModel(definition).fold(events);
    assertTrue(deleted.deleted());
    assertEquals(2, deleted.version());

    event("a", 2, 11, "append", "{'v':'same time'}");
    assertFalse(new ReferenceModel(definition).fold(events).deleted());
    assertState(definition, "{'f':['same time']}");
  }

  @Test
  void aLogKeepsTheNewestOldestFirst() {
    AggregateDefinition definition =
        Definitions.of(List.of(Definitions.log("f", 2)), Map.of("append", List.of(append())));
    event("a", 1, 30, "append", "{'v':3}");
    event("b", 1, 20, "append", "{'v':2}");
    event("c", 1, 10, "append", "{'v':1}");
    assertState(definition, "{'f':[2,3]}");
  }

  @Test
  void extremesAndRanks() {
    AggregateDefinition definition =
        Definitions.of(
            List.of(
                FieldDefinition.of("most", "max"),
                FieldDefinition.of("least", "min"),
                Definitions.rank("rank", "LOW", "HIGH"),
                FieldDefinition.of("never", "max")),
            Map.of(
                "set",
                List.of(
                    operation(Verb.SET, "most", "/v"),
                    operation(Verb.SET, "least", "/v"),
                    operation(Verb.SET, "rank", "/r"))));
    event("a", 1, 30, "set", "{'v':9,'r':'HIGH'}");
    event("a", 2, 31, "set", "{'v':10,'r':'LOW'}");
    assertState(definition, "{'most':10,'least':9,'rank':'HIGH','never':null}");
  }

  @Test
  void unlistedEventsCountAndMissingPointersDoNothing() {
    AggregateDefinition definition = oneField("lww", set("f"));
    event("a", 1, 10, "unlisted", "{}");
    event("a", 3, 11, "set", "{'w':1}");
    events.add(events.get(0));
    ReferenceState state = new ReferenceModel(definition).fold(events);

    assertEquals(2, state.version());
    assertEquals(Map.of("a", 3L), state.vector());
    assertState(definition, "{'f':null}");
  }

  @Test
  void theOrderOfArrivalMeansNothing() {
    AggregateDefinition definition = oneField("set", addAndRemove());
    Random random = new Random(1);
    for (int number = 1; number <= 20; number++) {
      String type = random.nextBoolean() ? "add" : "remove";
      event("a", number, random.nextInt(5), type, "{'v':" + random.nextInt(3) + "}");
      event("b", number, random.nextInt(5), type, "{'v':" + random.nextInt(3) + "}");
    }
    ReferenceState inOrder = new ReferenceModel(definition).fold(events);
    Collections.shuffle(events, random);
    assertEquals(inOrder, new ReferenceModel(definition).fold(events));
  }

  @Test
  void concurrentValuesStayUntilOneWriterHasSeenThem() {
    AggregateDefinition definition = oneField("mv", set("f"));
    event("a", 1, 10, "set", "{'v':'x'}");
    event("a", 2, 11, "set", "{'v':2}");
    event("b", 1, 12, "set", "{'v':'x'}");
    assertState(definition, "{'f':[2,'x']}");

    observing("c", 1, 13, "set", "{'v':3}", second(12), Map.of("a", 2L, "b", 1L));
    assertState(definition, "{'f':[3]}");
    observing("d", 1, 14, "set", "{'v':4}", second(12), Map.of("b", 1L));
    assertState(definition, "{'f':[3,4]}");
  }

  @Test
  void aRemoveWithATokenTakesWhatItsWriterKnewAndNoMore() {
    AggregateDefinition definition = oneField("set", addAndRemove());
    event("a", 1, 10, "add", "{'v':'x'}");
    event("b", 1, 10, "add", "{'v':'x'}");
    observing("c", 1, 20, "remove", "{'v':'x'}", second(10), Map.of("a", 1L));
    assertState(definition, "{'f':['x']}");

    observing("c", 2, 21, "remove", "{'v':'x'}", second(10), Map.of("b", 1L));
    assertState(definition, "{'f':[]}");
  }

  @Test
  void inARemoveWinsSetTheAddHasToFollow() {
    AggregateDefinition definition = oneField("rw-set", addAndRemove());
    event("a", 1, 10, "add", "{'v':'x'}");
    event("b", 1, 10, "remove", "{'v':'x'}");
    assertState(definition, "{'f':[]}");

    event("a", 2, 11, "add", "{'v':'x'}");
    assertState(definition, "{'f':['x']}");
    observing("c", 1, 12, "add", "{'v':'y'}", second(9), Map.of());
    event("d", 1, 9, "remove", "{'v':'y'}");
    assertState(definition, "{'f':['x']}");
  }

  @Test
  void flagsDifferInWhoWins() {
    Map<String, List<Operation>> events =
        Map.of(
            "on", List.of(constant(Verb.ENABLE, "e"), constant(Verb.ENABLE, "d")),
            "off", List.of(constant(Verb.DISABLE, "e"), constant(Verb.DISABLE, "d")));
    AggregateDefinition definition =
        Definitions.of(
            List.of(FieldDefinition.of("e", "flag"), FieldDefinition.of("d", "dw-flag")), events);
    assertState(definition, "{'e':false,'d':false}");
    event("a", 1, 10, "on", "{}");
    event("b", 1, 10, "off", "{}");
    assertState(definition, "{'e':true,'d':false}");
    event("a", 2, 11, "on", "{}");
    assertState(definition, "{'e':true,'d':true}");
    event("b", 2, 12, "off", "{}");
    assertState(definition, "{'e':false,'d':false}");
  }

  @Test
  void aRemovalInsideWhatIsDeletedIsAsIfItHadNeverBeen() {
    Map<String, List<Operation>> events = new HashMap<>(addAndRemove());
    events.put("delete", List.of(delete()));
    AggregateDefinition definition = oneField("set", events);
    event("b", 1, 9, "add", "{'v':'x'}");
    event("a", 1, 10, "remove", "{'v':'x'}");
    assertState(definition, "{'f':[]}");

    observing("a", 2, 11, "delete", "{}", second(8), Map.of());
    assertState(definition, "{'f':['x']}");
  }

  @Test
  void aTokenPutsItsEventBehindWhatWasObserved() {
    AggregateDefinition definition = oneField("lww", set("f"));
    event("a", 1, 50, "set", "{'v':'ahead'}");
    observing("b", 1, 10, "set", "{'v':'behind, but knows'}", second(50), Map.of("a", 1L));
    assertState(definition, "{'f':'behind, but knows'}");
    assertEquals(new Reading(second(50), 1), new ReferenceModel(definition).fold(events).latest());
  }

  private static Instant second(int second) {
    return Instant.parse("2025-01-01T00:00:00Z").plusSeconds(second);
  }

  private static Operation constant(Verb verb, String field) {
    return new Operation(verb, field, new ValueExpression.Constant(BooleanNode.TRUE), List.of());
  }

  private void observing(
      String source,
      long sequence,
      int second,
      String type,
      String data,
      Instant clock,
      Map<String, Long> vector) {
    event(source, sequence, second, type, data);
    CloudEvent last = events.remove(events.size() - 1);
    events.add(
        new CloudEvent(
            last.id(),
            last.source(),
            last.type(),
            last.subject(),
            last.sequence(),
            last.time(),
            last.correlationId(),
            last.causationId(),
            Optional.of(new Observed(new Reading(clock, 0), vector)),
            last.data()));
  }

  private void event(String source, long sequence, int second, String type, String data) {
    events.add(
        new CloudEvent(
            source + sequence,
            source,
            type,
            "x",
            sequence,
            "2025-01-01T00:00:%02dZ".formatted(second),
            Optional.empty(),
            Optional.empty(),
            json(data)));
  }

  private void assertState(AggregateDefinition definition, String expected) {
    JsonNode state = new ReferenceModel(definition).fold(events).state();
    assertEquals(CanonicalJson.text(json(expected)), CanonicalJson.text(state));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static AggregateDefinition oneField(String rule, Map<String, List<Operation>> events) {
    return Definitions.of(List.of(FieldDefinition.of("f", rule)), events);
  }

  private static Map<String, List<Operation>> set(String field) {
    return Map.of("set", List.of(operation(Verb.SET, field, "/v")));
  }

  private static Operation append() {
    return operation(Verb.APPEND, "f", "/v");
  }

  private static Map<String, List<Operation>> addAndRemove() {
    return Map.of(
        "add", List.of(operation(Verb.ADD, "f", "/v")),
        "remove", List.of(operation(Verb.REMOVE, "f", "/v")));
  }
}
