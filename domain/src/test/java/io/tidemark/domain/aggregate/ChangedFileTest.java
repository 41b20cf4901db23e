package io.tidemark.domain.aggregate;

import static io.tidemark.domain.aggregate.Histories.event;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an aggregate is must not depend on whether there is a snapshot of it. */
class ChangedFileTest {
  private final Histories history =
      new Histories(FieldDefinition.of("f", "counter"), Verb.INCREMENT);

  @Test
  void aSnapshotOfAnotherFileIsFoldedAnew() throws IOException {
    history.deliver(event("a", 1, Verb.INCREMENT, 1, "2", null));
    history.deliver(event("a", 2, Verb.INCREMENT, 2, "3", null));
    AggregateDefinition changed = withOtherFields(history.definition());
    EventInterpreter interpreter = new EventInterpreter(changed);

    AggregateState fromSnapshot = AggregateState.load(changed, interpreter, saved());
    assertTrue(fromSnapshot.isStale());
    Rebuild.rebuild(fromSnapshot, journal());

    AggregateState fromJournal = new AggregateState(changed, interpreter);
    journal().forEach(fromJournal::apply);
    assertArrayEquals(bytes(fromJournal), bytes(fromSnapshot));
    assertEquals(
        ExactJson.mapper().readTree("{\"f\":[2,3],\"added\":5}"),
        ExactJson.mapper().readTree(bytes(fromSnapshot)).get("state"));
  }

  @Test
  void aSnapshotOfThisFileIsTakenAsItIs() throws IOException {
    history.deliver(event("a", 1, Verb.INCREMENT, 1, "2", null));
    history.recover(true);
    assertFalse(history.state().isStale());
    assertEquals("2", history.value("f"));
  }

  @Test
  void aSnapshotThatDoesNotNameItsFileIsTakenAsItIs() throws IOException {
    history.deliver(event("a", 1, Verb.INCREMENT, 1, "2", null));
    ObjectNode old = saved();
    old.remove("h");
    assertFalse(AggregateState.load(history.definition(), history.interpreter(), old).isStale());
  }

  /** As it is read again: without what the file of before had made of its events. */
  private List<JournalEvent> journal() {
    List<JournalEvent> rows = new ArrayList<>();
    for (JournalEvent row : history.journal()) {
      JournalEvent.EventsRecorded recorded = (JournalEvent.EventsRecorded) row;
      List<Event> events =
          recorded.events().stream()
              .map(event -> EventFormat.read(EventFormat.write(event)))
              .toList();
      rows.add(new JournalEvent.EventsRecorded(events, recorded.at()));
    }
    return rows;
  }

  private ObjectNode saved() throws IOException {
    return (ObjectNode) ExactJson.mapper().readTree(history.state().save().toString());
  }

  private static byte[] bytes(AggregateState state) {
    return CarriedState.of("thing", "id", state).value();
  }

  private static AggregateDefinition withOtherFields(AggregateDefinition file) {
    ValueExpression value = new ValueExpression.Pointer(JsonPointer.compile("/v"), false);
    return new AggregateDefinition(
        file.type(),
        file.topics(),
        file.format(),
        file.id(),
        file.sequence(),
        file.gap(),
        file.late(),
        Map.of(
            "f", FieldDefinition.of("f", "set"),
            "added", FieldDefinition.of("added", "counter")),
        Map.of(
            Verb.INCREMENT.name(),
            List.of(
                new Operation(Verb.ADD, "f", value, List.of()),
                new Operation(Verb.INCREMENT, "added", value, List.of()))),
        file.otherwise(),
        file.emit(),
        file.projections());
  }
}
