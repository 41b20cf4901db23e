package io.tidemark.load.generate;

import static io.tidemark.load.generate.CloudEventRecords.utf8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.load.model.CloudEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that cannot be read; each must become a dead letter and stop nothing. */
public final class BrokenRecords {
  private BrokenRecords() {}

  /** Three records: data that is no JSON, no subject, and a sequence that is no number. */
  public static List<ProducerRecord<byte[], byte[]>> all(String topic) {
    ProducerRecord<byte[], byte[]> sound = sound(topic, 1);
    ProducerRecord<byte[], byte[]> noJson =
        new ProducerRecord<>(
            topic, null, null, sound.key(), utf8("{\"customerId\": "), sound.headers());
    ProducerRecord<byte[], byte[]> noSubject = sound(topic, 2);
    noSubject.headers().remove("ce_subject");
    ProducerRecord<byte[], byte[]> badSequence = sound(topic, 3);
    badSequence.headers().remove("ce_sequence");
    badSequence.headers().add("ce_sequence", utf8("seven"));
    return List.of(noJson, noSubject, badSequence);
  }

  private static ProducerRecord<byte[], byte[]> sound(String topic, int number) {
    String subject = "broken-" + number;
    return CloudEventRecords.binary(
        topic,
        new CloudEvent(
            subject + "/1",
            Region.EU.source(),
            "com.example.cart.Created",
            subject,
            1,
            "2025-01-01T08:00:00Z",
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("customerId", "nobody")));
  }
}
