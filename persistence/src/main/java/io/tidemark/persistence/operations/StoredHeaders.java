package io.tidemark.persistence.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.envelope.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of a dead letter as JSON: {@code [[name, value], ...]}, in order. A value that is no
 * text in PostgreSQL's sense stands in base64 as a third element, and null in its place: a redriven
 * record has the bytes that came.
 */
final class StoredHeaders {
  private StoredHeaders() {}

  static ArrayNode write(List<DeadLetter.Header> headers) {
    ArrayNode written = JsonNodeFactory.instance.arrayNode(headers.size());
    for (DeadLetter.Header header : headers) {
      // A name is text by Kafka's protocol; PostgreSQL alone takes no NUL in it.
      ArrayNode pair = written.addArray().add(header.name().replace("\0", ""));
      String text = header.value() == null ? null : text(header.value());
      pair.add(text);
      if (header.value() != null && text == null) {
        pair.add(header.value());
      }
    }
    return written;
  }

  static List<DeadLetter.Header> read(JsonNode written) throws IOException {
    List<DeadLetter.Header> headers = new ArrayList<>();
    for (JsonNode header : written) {
      String text = header.get(1).textValue();
      byte[] value =
          header.has(2)
              ? header.get(2).binaryValue()
              : text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      headers.add(new DeadLetter.Header(header.get(0).textValue(), value));
    }
    return headers;
  }

  /** Null when it is none. */
  private static String text(byte[] value) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException noText) {
      return null;
    }
  }
}
