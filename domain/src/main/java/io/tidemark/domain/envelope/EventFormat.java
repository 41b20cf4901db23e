package io.tidemark.domain.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  public static ObjectNode write(Event event) {
    Event.Header header = event.header();
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("i", header.id()).put("s", header.source()).put("n", header.sequence());
    tree.put("y", header.type()).put("t", header.time());
    putText(tree, "c", header.correlationId());
    putText(tree, "a", header.causationId());
    putText(tree, "p", header.traceparent());
    putText(tree, "u", header.tracestate());
    if (header.observed() != null) {
      tree.set("o", Saved.token(header.observed()));
    }
    if (!header.extensions().isEmpty()) {
      ObjectNode extensions = tree.putObject("x");
      header.extensions().forEach(extensions::put);
    }
    if (event.data().length > 0) {
      tree.put("d", event.data());
    }
    Position position = event.position();
    tree.putArray("k").add(position.topic()).add(position.partition()).add(position.offset());
    return tree;
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

  private static void putText(ObjectNode tree, String name, String value) {
    if (value != null) {
      tree.put(name, value);
    }
  }
}
