package io.tidemark.load.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.model.CloudEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Writes events as the CloudEvents Kafka protocol binding says, keyed by their subject. */
public final class CloudEventRecords {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] JSON = utf8("application/json");
  private static final byte[] CLOUDEVENTS_JSON = utf8("application/cloudevents+json");
  private static final byte[] SPEC_VERSION = utf8("1.0");

  private CloudEventRecords() {}

  /** Binary content mode: attributes are headers, the value is the data. */
  public static ProducerRecord<byte[], byte[]> binary(String topic, CloudEvent event) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(topic, utf8(event.subject()), bytes(event.data()));
    Headers headers = message.headers();
    headers.add("ce_specversion", SPEC_VERSION);
    headers.add("ce_id", utf8(event.id()));
    headers.add("ce_source", utf8(event.source()));
    headers.add("ce_type", utf8(event.type()));
    headers.add("ce_subject", utf8(event.subject()));
    headers.add("ce_time", utf8(event.time()));
    headers.add("ce_sequence", utf8(Long.toString(event.sequence())));
    event.correlationId().ifPresent(id -> headers.add("ce_correlationid", utf8(id)));
    event.causationId().ifPresent(id -> headers.add("ce_causationid", utf8(id)));
    headers.add("content-type", JSON);
    return message;
  }

  /** Structured content mode: the value is the whole event. */
  public static ProducerRecord<byte[], byte[]> structured(String topic, CloudEvent event) {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(topic, utf8(event.subject()), bytes(document(event)));
    message.headers().add("content-type", CLOUDEVENTS_JSON);
    return message;
  }

  /** The event as one JSON document of the CloudEvents JSON format. */
  public static ObjectNode document(CloudEvent event) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("specversion", "1.0");
    document.put("id", event.id());
    document.put("source", event.source());
    document.put("type", event.type());
    document.put("subject", event.subject());
    document.put("time", event.time());
    document.put("sequence", Long.toString(event.sequence()));
    event.correlationId().ifPresent(id -> document.put("correlationid", id));
    event.causationId().ifPresent(id -> document.put("causationid", id));
    document.put("datacontenttype", "application/json");
    document.set("data", event.data());
    return document;
  }

  private static byte[] bytes(Object json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a generated event is no JSON: " + json, e);
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
