package io.tidemark.app.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.Deciding;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Position;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import io.tidemark.streams.ingest.Redrive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An aggregate without a node: what becomes of records as they would stand in Kafka. */
public final class Aggregate {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final AggregateDefinition definition;
  private final String id;
  private final EnvelopeDecoder decoder;
  private final AggregateState state;

  public Aggregate(AggregateDefinition definition, String id) {
    this.definition = definition;
    this.id = id;
    EventInterpreter interpreter = new EventInterpreter(definition);
    this.decoder = new EnvelopeDecoder(definition, interpreter, 1);
    this.state = new AggregateState(definition, interpreter);
  }

  /** What the decoder makes of a record; a dead letter has a reason. */
  Redrive read(Map<String, String> headers, String value) {
    List<DeadLetter.Header> raw = new ArrayList<>();
    headers.forEach((name, text) -> raw.add(new DeadLetter.Header(name, bytes(text))));
    DeadLetter record =
        new DeadLetter(
            "letter",
            definition.type(),
            id,
            null,
            null,
            "test",
            "test",
            new Position(definition.topics().get(0), 0, 0),
            NOW.toEpochMilli(),
            bytes(id),
            bytes(value),
            raw,
            null);
    return Redrive.of(record, decoder, NOW);
  }

  /** Takes in a CloudEvent of source {@code s}. */
  public Aggregate take(long sequence, String type, String data) {
    Redrive read = read(headers(id, sequence, type), data);
    Instruction.Redeem event =
        (Instruction.Redeem) read.instruction().orElseThrow(() -> new AssertionError(read));
    Deciding.decide(state, new Instruction.Deliver(List.of(event.event())), NOW)
        .journal()
        .forEach(state::apply);
    return this;
  }

  static Map<String, String> headers(String id, long sequence, String type) {
    return Map.of(
        "ce_specversion",
        "1.0",
        "ce_id",
        "e-" + sequence,
        "ce_source",
        "s",
        "ce_type",
        type,
        "ce_subject",
        id,
        "ce_sequence",
        Long.toString(sequence),
        "ce_correlationid",
        "flow-1",
        "ce_traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  /** Notes a dead letter of its source, as a stream would. */
  public Aggregate note(long sequence, String letter) {
    Deciding.decide(state, Instruction.NoteLetters.of("s", sequence, letter), NOW)
        .journal()
        .forEach(state::apply);
    return this;
  }

  /** What a query is answered. */
  public byte[] answer() {
    return CarriedState.answer(definition.type(), id, state, state.token().encode());
  }

  /** What a query of the past is answered. */
  public byte[] announced() {
    return announcement().value();
  }

  CarriedState announcement() {
    return CarriedState.of(definition.type(), id, state);
  }

  JsonNode fields() throws IOException {
    return ExactJson.mapper().readTree(answer()).get("state");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
