package io.tidemark.domain.envelope;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.merge.Saved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The stored form of an event: a tree with one-letter names, kept for ever. New names may be added;
 * a name never changes meaning. The data stays the bytes that its writer sent.
 */
public final class EventFormat {
  private EventFormat() {}

  /** The stored form as a tree. */
  public static ObjectNode write(Event event) {
    try (TokenBuffer tokens = new TokenBuffer(ExactJson.mapper(), false)) {
      write(event, tokens);
      return ExactJson.mapper().readTree(tokens.asParser());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the stored form.
   *
   * @param out knows how to write trees
   */
  public static void write(Event event, JsonGenerator out) throws IOException {
    Event.Header header = event.header();
    out.writeStartObject(event, members(event));
    out.writeStringField("i", header.id());
    out.writeStringField("s", header.source());
    out.writeNumberField("n", header.sequence());
    out.writeStringField("y", header.type());
    out.writeNumberField("t", header.time());
    writeText(out, "c", header.correlationId());
    writeText(out, "a", header.causationId());
    writeText(out, "p", header.traceparent());
    writeText(out, "u", header.tracestate());
    if (header.observed() != null) {
      out.writeFieldName("o");
      out.writeTree(Saved.token(header.observed()));
    }
    if (!header.extensions().isEmpty()) {
      out.writeFieldName("x");
      out.writeStartObject(header, header.extensions().size());
      for (Map.Entry<String, String> extension : header.extensions().entrySet()) {
        out.writeStringField(extension.getKey(), extension.getValue());
      }
      out.writeEndObject();
    }
    if (event.data().length > 0) {
      out.writeBinaryField("d", event.data());
    }
    Position position = event.position();
    out.writeFieldName("k");
    out.writeStartArray(position, 3);
    out.writeString(position.topic());
    out.writeNumber(position.partition());
    out.writeNumber(position.offset());
    out.writeEndArray();
    out.writeEndObject();
  }

  /** How many members the stored form has: it is written with its length ahead. */
  private static int members(Event event) {
    Event.Header header = event.header();
    int members = 6;
    members += header.correlationId() == null ? 0 : 1;
    members += header.causationId() == null ? 0 : 1;
    members += header.traceparent() == null ? 0 : 1;
    members += header.tracestate() == null ? 0 : 1;
    members += header.observed() == null ? 0 : 1;
    members += header.extensions().isEmpty() ? 0 : 1;
    members += event.data().length == 0 ? 0 : 1;
    return members;
  }

  public static Event read(JsonNode tree) {
    Map<String, String> extensions = new HashMap<>();
    tree.path("x").properties().forEach(e -> extensions.put(e.getKey(), e.getValue().textValue()));
    Event.Header header =
        new Event.Header(
            tree.get("i").textValue(),
            tree.get("s").textValue(),
            tree.get("n").longValue(),
            tree.get("y").textValue(),
            tree.get("t").longValue(),
            tree.path("c").textValue(),
            tree.path("a").textValue(),
            tree.path("p").textValue(),
            tree.path("u").textValue(),
            Saved.token(tree.get("o")),
            extensions);
    JsonNode position = tree.get("k");
    return new Event(
        header,
        data(tree),
        new Position(
            position.get(0).textValue(), position.get(1).intValue(), position.get(2).longValue()));
  }

  private static byte[] data(JsonNode tree) {
    try {
      return tree.has("d") ? tree.get("d").binaryValue() : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeText(JsonGenerator out, String name, String value) throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }
}
