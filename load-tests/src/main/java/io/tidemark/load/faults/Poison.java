package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.load.generate.CloudEventRecords;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What can be wrong with a record, each with another reason. */
enum Poison {
  NOT_JSON("not-json", true),
  IMPLAUSIBLE_TIME("implausible-time", true),
  INVALID_VALUE("invalid-value", true),
  /** Ahead of its time by so little that another try is worth while some seconds later. */
  EARLY("implausible-time", true),
  BAD_SEQUENCE("bad-sequence", false),
  NO_SUBJECT("no-subject", false);

  private static final Duration AHEAD = Duration.ofDays(3);
  private static final Duration A_LITTLE = Duration.ofSeconds(10);

  private final String reason;
  private final boolean attributable;

  Poison(String reason, boolean attributable) {
    this.reason = reason;
    this.attributable = attributable;
  }

  /** The reason code of its dead letter. */
  String reason() {
    return reason;
  }

  /** Whether it still tells aggregate, source and number, so that what follows waits behind it. */
  boolean isAttributable() {
    return attributable;
  }

  /** The event as it is sent; its record may have more wrong with it. */
  ShopEvent sent(ShopEvent event) {
    return this == EARLY
        ? event.at(Instant.now().plus(EnvelopeDecoder.MAXIMUM_AHEAD).plus(A_LITTLE).toString())
        : event;
  }

  /** The record of an event that has this wrong with it. */
  ProducerRecord<byte[], byte[]> poisoned(String topic, CloudEvent event) {
    ProducerRecord<byte[], byte[]> sound = CloudEventRecords.binary(topic, event);
    switch (this) {
      case NOT_JSON:
        return new ProducerRecord<>(
            topic, null, null, sound.key(), utf8("{\"customerId\": "), sound.headers());
      case IMPLAUSIBLE_TIME:
        return replaced(sound, "ce_time", Instant.now().plus(AHEAD).toString());
      case INVALID_VALUE:
        replaced(
            sound,
            "ce_type",
            topic.equals("shop.carts")
                ? "com.example.cart.PointsEarned"
                : "com.example.order.PaymentReceived");
        return new ProducerRecord<>(
            topic,
            null,
            null,
            sound.key(),
            utf8(JsonNodeFactory.instance.objectNode().put("amount", "plenty").toString()),
            sound.headers());
      case EARLY:
        return sound;
      case BAD_SEQUENCE:
        return replaced(sound, "ce_sequence", "seven");
      default:
        sound.headers().remove("ce_subject");
        return sound;
    }
  }

  private static ProducerRecord<byte[], byte[]> replaced(
      ProducerRecord<byte[], byte[]> sound, String header, String value) {
    sound.headers().remove(header);
    sound.headers().add(header, utf8(value));
    return sound;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
