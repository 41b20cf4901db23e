package io.tidemark.app.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.Test;

class RepeatedMessageFilterTest {
  private final LoggerContext context = new LoggerContext();
  private final RepeatedMessageFilter filter = new RepeatedMessageFilter();

  @Test
  void aLibraryRepeatsItselfOnceAMinute() {
    assertEquals(FilterReply.NEUTRAL, decide("org.apache.kafka.clients.NetworkClient", "gone: {}"));
    assertEquals(FilterReply.DENY, decide("org.apache.kafka.clients.NetworkClient", "gone: {}"));
    assertEquals(FilterReply.NEUTRAL, decide("org.apache.kafka.clients.NetworkClient", "here: {}"));
    assertEquals(FilterReply.NEUTRAL, decide("com.zaxxer.hikari", "gone: {}"));
  }

  @Test
  void weSayAllThatWeSay() {
    for (int i = 0; i < 2; i++) {
      assertEquals(FilterReply.NEUTRAL, decide("io.tidemark.streams.ingest.Outage", "failed"));
      assertEquals(FilterReply.NEUTRAL, decide("tidemark.audit", "discarded"));
    }
  }

  private FilterReply decide(String name, String format) {
    Logger logger = context.getLogger(name);
    return filter.decide(null, logger, Level.WARN, format, new Object[0], null);
  }
}
