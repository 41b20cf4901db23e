package io.tidemark.streams.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.InputFormat;
import io.tidemark.domain.envelope.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A dead letter's line says of which flow its event is, and there are only so many lines. */
class LetterLogTest {
  private static final Map<String, String> KNOWN =
      Map.of(
          "type", "thing",
          "aggregate", "thing-1",
          "source", "writer",
          "letter", "things-0-0",
          "correlationid", "flow-1",
          "causationid", "event-0",
          "traceparent", "trace-1");

  private static final InputFormat MAPPED =
      new InputFormat(
          InputFormat.Kind.JSON,
          Map.of(
              "subject", Things.pointer("/thing"),
              "source", Things.pointer("/from"),
              "sequence", Things.pointer("/n"),
              "correlationid", Things.pointer("/flow"),
              "causationid", Things.pointer("/cause"),
              "traceparent", Things.pointer("/trace")));

  private final Logger logger = (Logger) LoggerFactory.getLogger(LetterLog.class);
  private final ListAppender<ILoggingEvent> lines =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // What its thread has noted beside it is looked up only now.
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };

  private final AtomicLong nanoTime = new AtomicLong(17);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  @Test
  void aRecordInBinaryModeNamesItsFlowInItsHeaders() {
    ConsumerRecord<byte[], byte[]> record = record("no JSON");
    Map.of(
            "ce_specversion", "1.0",
            "ce_subject", "thing-1",
            "ce_source", "writer",
            "ce_sequence", "7",
            "ce_correlationid", "flow-1",
            "ce_causationid", "event-0",
            "ce_traceparent", "trace-1")
        .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    assertEquals(KNOWN, said(record, InputFormat.cloudEvents()));
  }

  @Test
  void aRecordInStructuredModeNamesItsFlowInItsBody() {
    ConsumerRecord<byte[], byte[]> record =
        record(
            "{'specversion':'1.0','subject':'thing-1','source':'writer','sequence':'7',"
                + "'time':[1],'correlationid':'flow-1','causationid':'event-0',"
                + "'traceparent':'trace-1'}");
    record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));
    assertEquals(KNOWN, said(record, InputFormat.cloudEvents()));
  }

  @Test
  void aMappedRecordNamesItsFlowWhereTheFileSays() {
    assertEquals(
        KNOWN,
        said(
            record(
                "{'thing':'thing-1','from':'writer','n':7,'flow':'flow-1','cause':'event-0',"
                    + "'trace':'trace-1'}"),
            MAPPED));
  }

  @Test
  void aRecordThatIsNoCloudEventMayNameItsFlowInItsHeaders() {
    ConsumerRecord<byte[], byte[]> record = record("{}");
    record.headers().add("ce_correlationid", "flow-1".getBytes(UTF_8));
    assertEquals(
        Map.of("type", "thing", "letter", "things-0-0", "correlationid", "flow-1"),
        said(record, InputFormat.cloudEvents()));
  }

  @Test
  void beyondSomeInOneGoOnlyTheirNumberIsSaid() {
    LetterLog log = new LetterLog(InputFormat.cloudEvents(), nanoTime::get);
    DeadLetter letter = letter(record("{}"), InputFormat.cloudEvents());
    for (int i = 0; i < 50; i++) {
      log.kept(letter);
    }
    assertEquals(20, lines.list.size());
    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(11));
    log.kept(letter);
    List<String> after =
        lines.list.stream().skip(20).map(ILoggingEvent::getFormattedMessage).toList();
    assertEquals(2, after.size(), after.toString());
    assertEquals("30 more records became dead letters in the meantime", after.get(0));
    assertTrue(after.get(1).contains(letter.id()), "there is room for new ones again");
  }

  private Map<String, String> said(ConsumerRecord<byte[], byte[]> record, InputFormat format) {
    new LetterLog(format, nanoTime::get).kept(letter(record, format));
    return lines.list.get(0).getMDCPropertyMap();
  }

  private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record, InputFormat format) {
    AggregateDefinition definition = Things.definition(format);
    Decoded decoded =
        Things.decoder(definition).decode(record, Instant.parse("2026-01-01T00:00:00Z"));
    return new DeadLetters(definition)
        .of(record, assertInstanceOf(Decoded.Undecodable.class, decoded));
  }

  private static ConsumerRecord<byte[], byte[]> record(String value) {
    return new ConsumerRecord<>("things", 0, 0, null, value.replace('\'', '"').getBytes(UTF_8));
  }
}
