package io.tidemark.streams.ingest;

import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.envelope.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Says of each record that it became a dead letter, with what its event is found by: correlation
 * and causation id, trace, aggregate. Beyond some in one go it only counts, since whole topics may
 * be unreadable. Safe for use by several threads.
 */
final class LetterLog {
  private static final Logger LOG = LoggerFactory.getLogger(LetterLog.class);

  /** So many are told of one by one in so long a time. */
  private static final int MOST = 20;

  private static final long WINDOW_NANOS = 10_000_000_000L;

  private final InputFormat format;
  private final LongSupplier nanoTime;
  private long windowSince;
  private int said;
  private long unsaid;

  /**
   * @param format what records are read as
   */
  LetterLog(InputFormat format, LongSupplier nanoTime) {
    this.format = format;
    this.nanoTime = nanoTime;
    this.windowSince = nanoTime.getAsLong();
  }

  /** It is kept now. */
  synchronized void kept(DeadLetter letter) {
    long now = nanoTime.getAsLong();
    if (now - windowSince > WINDOW_NANOS) {
      if (unsaid > 0) {
        LOG.warn("{} more records became dead letters in the meantime", unsaid);
      }
      windowSince = now;
      said = 0;
      unsaid = 0;
    }
    if (said == MOST) {
      unsaid++;
      return;
    }
    said++;
    Map<String, String> before = MDC.getCopyOfContextMap();
    try {
      found(letter).forEach(MDC::put);
      LOG.warn(
          "{} became the dead letter {}: {}, {}",
          letter.aggregateId() == null
              ? "a record of " + letter.aggregateType()
              : letter.aggregateType() + "/" + letter.aggregateId(),
          letter.id(),
          letter.reason(),
          letter.message());
    } finally {
      if (before == null) {
        MDC.clear();
      } else {
        MDC.setContextMap(before);
      }
    }
  }

  private Map<String, String> found(DeadLetter letter) {
    Map<String, String> found = new HashMap<>();
    putIfKnown(found, "type", letter.aggregateType());
    putIfKnown(found, "aggregate", letter.aggregateId());
    putIfKnown(found, "source", letter.source());
    putIfKnown(found, "letter", letter.id());
    putIfKnown(found, "traceparent", letter.traceparent());
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            letter.position().topic(),
            letter.position().partition(),
            letter.position().offset(),
            letter.key(),
            letter.value());
    for (DeadLetter.Header header : letter.headers()) {
      record.headers().add(header.name(), header.value());
      // Without ce_specversion it is no CloudEvent, and still names its flow.
      String attribute = RecordAttributes.attribute(header.name());
      if (attribute != null && header.value() != null) {
        putIfFlow(found, attribute, new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    try {
      RecordAttributes.of(record, format)
          .attributes()
          .forEach((name, value) -> putIfFlow(found, name, value));
    } catch (UndecodableException unreadable) {
      // Then its headers are all that it says.
    }
    return found;
  }

  private static void putIfFlow(Map<String, String> found, String name, String value) {
    if (name.equals("correlationid") || name.equals("causationid")) {
      found.put(name, EnvelopeDecoder.carried(value));
    }
  }

  private static void putIfKnown(Map<String, String> found, String name, String value) {
    if (value != null) {
      found.put(name, value);
    }
  }
}
