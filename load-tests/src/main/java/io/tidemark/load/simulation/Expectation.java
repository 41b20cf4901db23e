package io.tidemark.load.simulation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.ReferenceModel;
import io.tidemark.load.model.ReferenceState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;

/** The announcement that the reference model wants, byte by byte. */
final class Expectation {
  private Expectation() {}

  static byte[] of(AggregateDefinition definition, Collection<CloudEvent> arrivals) {
    ReferenceState state = new ReferenceModel(definition).fold(arrivals);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = ExactJson.mapper().getFactory().createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("type", definition.type());
      out.writeStringField("id", "id");
      out.writeNumberField("version", state.version());
      out.writeFieldName("state");
      ExactJson.mapper().writeTree(out, state.state());
      out.writeObjectFieldStart("vector");
      for (Map.Entry<String, Long> entry : state.vector().entrySet()) {
        out.writeNumberField(entry.getKey(), entry.getValue());
      }
      out.writeEndObject();
      out.writeStringField(
          "token",
          new ConsistencyToken(Tokens.time(state.latest()), state.vector())
              .encode(definition.type(), "id"));
      out.writeBooleanField("deleted", state.deleted());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
