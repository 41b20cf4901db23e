package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.EmitDefinition;
import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.LatePolicy;
import io.tidemark.domain.definition.Operation;
import io.tidemark.domain.definition.Operation.Verb;
import io.tidemark.domain.definition.OtherwisePolicy;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.WaitingRoom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An aggregate with one field, told of events by hand. */
final class Histories {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final List<JournalEvent> journal = new ArrayList<>();
  private WaitingRoom.Share room = WaitingRoom.unlimited();
  private AggregateState state;

  Histories(FieldDefinition field, Verb... verbs) {
    this(SequencePolicy.contiguousFrom(1), 100, field, verbs);
  }

  Histories(SequencePolicy sequence, int hold, FieldDefinition field, Verb... verbs) {
    this(sequence, hold, LatePolicy.FOLD, field, verbs);
  }

  Histories(
      SequencePolicy sequence, int hold, LatePolicy late, FieldDefinition field, Verb... verbs) {
    Map<String, List<Operation>> events = new java.util.HashMap<>();
    for (Verb verb : verbs) {
      ValueExpression value =
          new ValueExpression.Pointer(JsonPointer.compile("/v"), verb != Verb.DELETE);
      String name = verb == Verb.DELETE ? "" : field.name();
      events.put(verb.name(), List.of(new Operation(verb, name, value, List.of())));
    }
    definition =
        new AggregateDefinition(
            "thing",
            List.of("things"),
            InputFormat.cloudEvents(),
            new ValueExpression.Attribute("subject", false),
            sequence,
            new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, hold),
            late,
            Map.of(field.name(), field),
            events,
            OtherwisePolicy.IGNORE,
            EmitDefinition.defaults("thing", "thing-state"),
            Map.of());
    interpreter = new EventInterpreter(definition);
    state = new AggregateState(definition, interpreter);
  }

  /** From the beginning in a memory that it shares. */
  Histories within(WaitingRoom shared) {
    room = shared.share();
    state = new AggregateState(definition, interpreter, room);
    return this;
  }

  static Event event(
      String source, long sequence, Verb verb, long time, String value, ConsistencyToken observed) {
    Event.Header header =
        new Event.Header(
            source + "-" + sequence,
            source,
            sequence,
            verb.name(),
            time,
            null,
            null,
            null,
            null,
            observed,
            Map.of());
    return new Event(
        header,
        ("{\"v\":" + value + "}").getBytes(StandardCharsets.UTF_8),
        new Position("things", 0, sequence));
  }

  Decision deliver(Event... events) {
    return instruct(new Instruction.Deliver(List.of(events)));
  }

  Decision skip(String source, long to) {
    return instruct(new Instruction.CloseGap(source, to, false));
  }

  Decision instruct(Instruction instruction) {
    Decision decision = Deciding.decide(state, instruction, NOW);
    decision.journal().forEach(state::apply);
    journal.addAll(decision.journal());
    if (state.isStale()) {
      Rebuild.rebuild(state, journal);
    }
    return decision;
  }

  /** As after a crash: from the snapshot's bytes, or all of the journal. */
  void recover(boolean fromSnapshot) throws IOException {
    room.clear();
    if (fromSnapshot) {
      JsonNode saved = ExactJson.mapper().readTree(state.save().toString());
      state = AggregateState.load(definition, interpreter, saved, room);
    } else {
      state = new AggregateState(definition, interpreter, room);
      journal.forEach(state::apply);
      if (state.isStale()) {
        Rebuild.rebuild(state, journal);
      }
    }
  }

  AggregateDefinition definition() {
    return definition;
  }

  List<JournalEvent> journal() {
    return journal;
  }

  EventInterpreter interpreter() {
    return interpreter;
  }

  AggregateState state() {
    return state;
  }

  String value(String field) throws IOException {
    byte[] carried = CarriedState.of("thing", "id", state).value();
    return ExactJson.mapper().readTree(carried).get("state").get(field).toString();
  }
}
