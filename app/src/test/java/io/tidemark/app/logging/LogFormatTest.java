package io.tidemark.app.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFormatTest {

  @Test
  void knowsTextAndJsonAndRefusesAllElse() {
    assertEquals(Optional.empty(), LogFormat.refusal(Map.of()));
    assertEquals(Optional.empty(), LogFormat.refusal(Map.of("TIDEMARK_LOG_FORMAT", "text")));
    assertEquals(Optional.empty(), LogFormat.refusal(Map.of("TIDEMARK_LOG_FORMAT", "json")));
    assertEquals(
        "environment variable TIDEMARK_LOG_FORMAT: \"xml\" is not allowed; allowed: text or json",
        LogFormat.refusal(Map.of("TIDEMARK_LOG_FORMAT", "xml")).orElseThrow());
  }

  @Test
  void aLineOfJsonHasTheMessageTheEventAndTheWholeCause() throws Exception {
    Exception cause = new IllegalArgumentException("two\nlines \"quoted\"");
    String line = encoded("json", "said of {}", new IllegalStateException("broken", cause));
    assertEquals(1, line.lines().count(), line);
    JsonNode json = new ObjectMapper().readTree(line);
    assertTrue(json.path("timestamp").isIntegralNumber(), line);
    assertEquals("WARN", json.path("level").asText());
    assertEquals("io.tidemark.Some", json.path("loggerName").asText());
    assertEquals("said of cart/1", json.path("formattedMessage").asText());
    assertEquals("flow-1", json.path("mdc").path("correlationid").asText());
    JsonNode thrown = json.path("throwable");
    assertEquals("broken", thrown.path("message").asText());
    assertTrue(thrown.path("stepArray").size() > 0, line);
    assertEquals("two\nlines \"quoted\"", thrown.path("cause").path("message").asText());
  }

  @Test
  void aLineOfTextIsOne() throws Exception {
    String line = encoded("text", "said of {}", null);
    assertFalse(line.startsWith("{"), line);
    assertTrue(line.strip().endsWith("io.tidemark.Some - said of cart/1"), line);
  }

  private static String encoded(String format, String message, Throwable thrown) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String configuration =
        "<configuration><include resource='log-%s.xml'/>".formatted(format)
            + "<root level='INFO'><appender-ref ref='STDERR'/></root></configuration>";
    configurator.doConfigure(
        new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
    Logger logger = context.getLogger("io.tidemark.Some");
    LoggingEvent event =
        new LoggingEvent(
            LogFormatTest.class.getName(),
            logger,
            Level.WARN,
            message,
            thrown,
            new Object[] {"cart/1"});
    event.setMDCPropertyMap(Map.of("correlationid", "flow-1"));
    ConsoleAppender<ILoggingEvent> appender =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
    try {
      return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    } finally {
      context.stop();
    }
  }
}
