package io.tidemark.domain.ecst;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.domain.aggregate.AggregateState;
import io.tidemark.domain.aggregate.LastEvent;
import io.tidemark.domain.aggregate.StateView;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.sequencing.Gap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What an announcement carries: the whole state of an aggregate, stamped with its version.
 *
 * @param id the aggregate's id
 * @param version how many events were applied
 * @param deleted whether a tombstone follows
 * @param value the announcement's JSON; equal states of equal version are equal bytes
 * @param last the event that brought it about
 */
public record CarriedState(String id, long version, boolean deleted, byte[] value, LastEvent last) {
  private static final JsonFactory FACTORY = ExactJson.mapper().getFactory();

  /** The announcement of a state that is not stale. */
  public static CarriedState of(String type, String id, AggregateState state) {
    return new CarriedState(
        id, state.version(), state.isDeleted(), json(type, id, state), state.lastEvent());
  }

  /** The JSON of a state as it is announced; of one that was, as it would have been. */
  public static byte[] json(String type, String id, StateView state) {
    return json(type, id, state, state.token().encode(type, id), out -> {});
  }

  /**
   * The answer to a query of one aggregate: the announcement, what is held, gaps and dead letters.
   */
  public static byte[] answer(String type, String id, AggregateState state, String token) {
    return json(
        type,
        id,
        state,
        token,
        out -> {
          out.writeNumberField("held", state.waiting());
          writeGaps(out, state.gaps());
          writeLetters(out, state.letters());
        });
  }

  private static byte[] json(String type, String id, StateView state, String token, Tail tail) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", type);
      out.writeStringField("id", id);
      out.writeNumberField("version", state.version());
      out.writeFieldName("state");
      state.writeFields(out);
      out.writeObjectFieldStart("vector");
      for (Map.Entry<String, Long> entry : state.vector().entrySet()) {
        out.writeNumberField(entry.getKey(), entry.getValue());
      }
      out.writeEndObject();
      out.writeStringField("token", token);
      out.writeBooleanField("deleted", state.isDeleted());
      tail.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeGaps(JsonGenerator out, List<Gap> gaps) throws IOException {
    out.writeArrayFieldStart("gaps");
    for (Gap gap : gaps) {
      out.writeStartObject();
      out.writeStringField("source", gap.source());
      out.writeNumberField("from", gap.from());
      out.writeNumberField("to", gap.to());
      out.writeStringField("since", gap.since().toString());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeLetters(JsonGenerator out, Map<String, Map<Long, String>> letters)
      throws IOException {
    out.writeArrayFieldStart("deadLetters");
    for (Map.Entry<String, Map<Long, String>> source : letters.entrySet()) {
      for (String id : source.getValue().values()) {
        out.writeStartObject();
        out.writeStringField("source", source.getKey());
        out.writeStringField("id", id);
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  /** What follows the announcement's own members. */
  private interface Tail {
    void write(JsonGenerator out) throws IOException;
  }
}
