package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.InputFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A clock that jumps ahead may not win for ever, one that jumps back does no harm. The jumps are
 * those of the forward-jump policy in the tests of CockroachDB's hybrid clock, as parts of the
 * limit there (50, 70 and 90 s) and here.
 */
class ImplausibleTimeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(doubles = {5.0 / 50, 51.0 / 70, -4.0 / 50, -7.0 / 50, -7.0 / 90, 1})
  void aTimeWithinTheLimitIsTaken(double partOfLimit) {
    assertInstanceOf(Decoded.Accepted.class, decode(ahead(partOfLimit), null));
  }

  @Test
  void aTimeBeyondTheLimitIsADeadLetter() {
    assertImplausible(decode(ahead(51.0 / 50), null));
    assertImplausible(decode(ahead(1).plusNanos(1), null));
    assertImplausible(decode(Instant.parse("2200-01-01T00:00:00Z"), null));
  }

  @Test
  void theClockOfAnObservedStateHasTheSameLimit() {
    assertInstanceOf(Decoded.Accepted.class, decode(NOW, token(ahead(1))));
    assertImplausible(decode(NOW, token(ahead(1).plusNanos(1))));
  }

  private static Instant ahead(double partOfLimit) {
    return NOW.plusNanos(Math.round(EnvelopeDecoder.MAXIMUM_AHEAD.toNanos() * partOfLimit));
  }

  private static String token(Instant clock) {
    EffectiveTime time = new EffectiveTime(EffectiveTime.nanos(clock), 0);
    return new ConsistencyToken(time, Map.of("other", 1L)).encode();
  }

  private static void assertImplausible(Decoded decoded) {
    assertEquals("implausible-time", assertInstanceOf(Decoded.Undecodable.class, decoded).reason());
  }

  private static Decoded decode(Instant time, String observed) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("things", 0, 0, bytes("thing-1"), new byte[0]);
    header(record, "specversion", "1.0");
    header(record, "id", "1");
    header(record, "source", "writer");
    header(record, "type", "Named");
    header(record, "subject", "thing-1");
    header(record, "sequence", "1");
    header(record, "time", time.toString());
    if (observed != null) {
      header(record, "observed", observed);
    }
    AggregateDefinition definition = Things.definition(InputFormat.cloudEvents());
    return Things.decoder(definition).decode(record, NOW);
  }

  private static void header(ConsumerRecord<?, ?> record, String attribute, String value) {
    record.headers().add("ce_" + attribute, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
