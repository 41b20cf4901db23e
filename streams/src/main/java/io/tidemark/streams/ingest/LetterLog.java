package io.tidemark.streams.ingest;

import io.tidemark.domain.envelope.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
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

  private long windowSince = System.nanoTime();
  private int said;
  private long unsaid;

  /** It is kept now. */
  synchronized void kept(DeadLetter letter) {
    long now = System.nanoTime();
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

  private static Map<String, String> found(DeadLetter letter) {
    Map<String, String> found = new HashMap<>();
    putIfKnown(found, "type", letter.aggregateType());
    putIfKnown(found, "aggregate", letter.aggregateId());
    putIfKnown(found, "source", letter.source());
    putIfKnown(found, "letter", letter.id());
    putIfKnown(found, "traceparent", letter.traceparent());
    for (DeadLetter.Header header : letter.headers()) {
      if (header.value() != null
          && (header.name().equals("ce_correlationid") || header.name().equals("ce_causationid"))) {
        found.put(
            header.name().substring("ce_".length()),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static void putIfKnown(Map<String, String> found, String name, String value) {
    if (value != null) {
      found.put(name, value);
    }
  }
}
