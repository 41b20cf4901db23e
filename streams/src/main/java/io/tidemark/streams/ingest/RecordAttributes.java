package io.tidemark.streams.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.domain.json.ExactJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record taken apart into attributes and data, by content mode: CloudEvents binary, CloudEvents
 * structured, or plain JSON with a mapping.
 *
 * @param attributes by CloudEvents name
 * @param data the data's bytes as UTF-8 JSON; empty when there is none
 * @param tree the data's tree; null when there is none
 * @param problem what makes the record undecodable although its attributes can be told; null when
 *     nothing does. Thrown late, so that its source's later events can wait for it
 */
record RecordAttributes(
    Map<String, String> attributes, byte[] data, JsonNode tree, UndecodableException problem) {
  /** The largest record value that is accepted, in bytes. */
  static final int MAXIMUM_VALUE = 1_048_576;

  private static final byte[] NO_DATA = new byte[0];
  private static final String PREFIX = "ce_";
  private static final String STRUCTURED = "application/cloudevents";

  /** Attributes that a map takes without growing. */
  private static final int ROOM = 24;

  /** Attributes by header, spelled as they mostly are. */
  private static final Map<String, String> USUAL =
      EnvelopeDecoder.KNOWN.stream()
          .collect(Collectors.toUnmodifiableMap(name -> PREFIX + name, name -> name));

  private RecordAttributes(Map<String, String> attributes, byte[] data, JsonNode tree) {
    this(attributes, data, tree, null);
  }

  private RecordAttributes(Map<String, String> attributes, UndecodableException problem) {
    this(attributes, NO_DATA, null, problem);
  }

  static RecordAttributes of(ConsumerRecord<byte[], byte[]> record, InputFormat format)
      throws UndecodableException {
    if (format.kind() == InputFormat.Kind.JSON) {
      return mapped(record, format.map());
    }
    Map<String, String> attributes = new HashMap<>(ROOM);
    String contentType = "";
    for (Header header : record.headers()) {
      if (header.value() != null) {
        String attribute = attribute(header.key());
        if (attribute != null) {
          attributes.put(attribute, new String(header.value(), StandardCharsets.UTF_8));
        } else if (header.key().equalsIgnoreCase("content-type")) {
          contentType = new String(header.value(), StandardCharsets.UTF_8);
        }
      }
    }
    contentType = contentType.trim().toLowerCase(Locale.ROOT);
    boolean structured =
        contentType.startsWith(STRUCTURED) || !attributes.containsKey("specversion");
    return structured ? structured(record, contentType) : binary(record, attributes, contentType);
  }

  /** The attribute that a header is for; null when it is for none. */
  static String attribute(String header) {
    String usual = USUAL.get(header);
    if (usual != null) {
      return usual;
    }
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : null;
  }

  private static RecordAttributes binary(
      ConsumerRecord<byte[], byte[]> record, Map<String, String> attributes, String contentType)
      throws UndecodableException {
    if (record.value().length == 0) {
      return new RecordAttributes(attributes, NO_DATA, null);
    }
    try {
      requireAcceptedSize(record);
      requireJson(contentType);
      return new RecordAttributes(attributes, record.value(), parse(record.value()));
    } catch (UndecodableException problem) {
      return new RecordAttributes(attributes, problem);
    }
  }

  private static RecordAttributes structured(
      ConsumerRecord<byte[], byte[]> record, String contentType) throws UndecodableException {
    if (contentType.startsWith(STRUCTURED) && !contentType.startsWith(STRUCTURED + "+json")) {
      throw new UndecodableException(
          "unsupported-content-type",
          "content-type " + contentType + " is not read; application/cloudevents+json is");
    }
    requireAcceptedSize(record);
    JsonNode envelope = parse(record.value());
    if (!envelope.isObject() || !envelope.has("specversion")) {
      throw new UndecodableException(
          "not-a-cloudevent",
          "neither a ce_specversion header nor a JSON object with specversion was found");
    }
    Map<String, String> attributes = new HashMap<>();
    UndecodableException problem = null;
    for (Map.Entry<String, JsonNode> member : envelope.properties()) {
      String name = member.getKey();
      if (!name.equals("data") && !name.equals("data_base64") && !member.getValue().isNull()) {
        try {
          attributes.put(name, text(member.getValue(), name));
        } catch (UndecodableException badAttribute) {
          problem = badAttribute;
        }
      }
    }
    return problem == null
        ? structured(attributes, envelope)
        : new RecordAttributes(attributes, problem);
  }

  private static RecordAttributes structured(Map<String, String> attributes, JsonNode envelope) {
    try {
      if (envelope.hasNonNull("data_base64")) {
        requireJson(attributes.getOrDefault("datacontenttype", "").toLowerCase(Locale.ROOT));
        byte[] data = decode(envelope.get("data_base64"));
        return new RecordAttributes(attributes, data, data.length == 0 ? null : parse(data));
      }
      JsonNode data = envelope.get("data");
      return data == null || data.isNull()
          ? new RecordAttributes(attributes, NO_DATA, null)
          : new RecordAttributes(attributes, bytes(data), data);
    } catch (UndecodableException problem) {
      return new RecordAttributes(attributes, problem);
    }
  }

  private static RecordAttributes mapped(
      ConsumerRecord<byte[], byte[]> record, Map<String, ValueExpression> map)
      throws UndecodableException {
    requireAcceptedSize(record);
    JsonNode document = parse(record.value());
    Map<String, String> attributes = new HashMap<>();
    UndecodableException problem = null;
    JsonNode data = document;
    for (Map.Entry<String, ValueExpression> entry : map.entrySet()) {
      JsonNode value = evaluate(document, entry.getValue());
      if (entry.getKey().equals("data")) {
        data = value;
      } else if (!value.isMissingNode() && !value.isNull()) {
        try {
          attributes.put(entry.getKey(), text(value, entry.getKey()));
        } catch (UndecodableException badAttribute) {
          problem = badAttribute;
        }
      }
    }
    // What CloudEvents demands and plain JSON seldom has: the topic writes, numbers identify.
    attributes.putIfAbsent("specversion", "1.0");
    attributes.putIfAbsent("source", "/" + record.topic());
    if (!attributes.containsKey("id")) {
      String number = attributes.get("sequence");
      attributes.put(
          "id",
          number == null
              ? record.topic() + "-" + record.partition() + "-" + record.offset()
              : attributes.get("source") + "/" + number);
    }
    if (data.isMissingNode() || data.isNull()) {
      return new RecordAttributes(attributes, NO_DATA, null, problem);
    }
    byte[] bytes = data == document ? record.value() : bytes(data);
    return new RecordAttributes(attributes, bytes, data, problem);
  }

  private static JsonNode evaluate(JsonNode document, ValueExpression expression) {
    return expression instanceof ValueExpression.Pointer pointer
        ? document.at(pointer.pointer())
        : expression instanceof ValueExpression.Constant constant
            ? constant.value()
            : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  /** An attribute's value as text. */
  static String text(JsonNode value, String name) throws UndecodableException {
    String text = scalar(value);
    // JSON can escape half of a surrogate pair, which neither the journal nor a key of Kafka's has.
    if (value.isContainerNode() || !CodePoints.areWhole(text) || !CodePoints.areWhole(name)) {
      throw new UndecodableException("bad-attribute", "attribute " + name + " is not a text");
    }
    return text;
  }

  /** A scalar as text; a number plainly, unless that would be of absurd length. */
  private static String scalar(JsonNode value) {
    return value.isNumber() && ExactJson.isWithinBounds(value.decimalValue())
        ? value.decimalValue().toPlainString()
        : value.asText();
  }

  private static void requireAcceptedSize(ConsumerRecord<byte[], byte[]> record)
      throws UndecodableException {
    if (record.value().length > MAXIMUM_VALUE) {
      throw new UndecodableException(
          "too-large",
          "the value has " + record.value().length + " bytes; " + MAXIMUM_VALUE + " are accepted");
    }
  }

  private static void requireJson(String contentType) throws UndecodableException {
    String type = contentType.split(";", 2)[0].trim();
    if (!type.isEmpty() && !type.endsWith("/json") && !type.endsWith("+json")) {
      throw new UndecodableException(
          "unsupported-content-type", "content-type " + contentType + " is not read; JSON is");
    }
  }

  private static JsonNode parse(byte[] bytes) throws UndecodableException {
    try {
      JsonNode tree = ExactJson.mapper().readTree(bytes);
      if (tree == null || tree.isMissingNode()) {
        throw new UndecodableException("not-json", "the value is empty");
      }
      return tree;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UndecodableException("not-json", e.getOriginalMessage());
    } catch (IOException e) {
      throw new UndecodableException("not-json", String.valueOf(e.getMessage()));
    }
  }

  private static byte[] decode(JsonNode base64) throws UndecodableException {
    try {
      if (base64.isTextual()) {
        return base64.binaryValue();
      }
    } catch (IOException noBase64) {
      // Refused below, like what is no text.
    }
    throw new UndecodableException("not-json", "data_base64 is not base64");
  }

  private static byte[] bytes(JsonNode data) throws UndecodableException {
    try {
      return ExactJson.mapper().writeValueAsBytes(data);
    } catch (IOException e) {
      throw new UndecodableException("not-json", String.valueOf(e.getMessage()));
    }
  }
}
