package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T10:15:30Z",
        "2026-03-01T10:15:30.5Z",
        "2026-03-01T10:15:30.123456789Z",
        "2026-03-01T10:15:30.000000001Z",
        "2024-02-29T23:59:59.999Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.25Z",
        "2026-03-01T10:15:30+01:00",
        "2026-03-01T10:15:30.75-11:30",
        "2026-03-01T10:15Z",
        "2026-03-01t10:15:30z"
      })
  void readsWhatTheGeneralParserReads(String text) {
    assertEquals(OffsetDateTime.parse(text).toInstant(), EventTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-03-01",
        "2026-13-01T10:15:30Z",
        "2025-02-29T10:15:30Z",
        "2026-03-01T24:15:30Z",
        "2026-03-01T10:60:30Z",
        "2026-03-01T10:15:61Z",
        "2026-03-01T10:15:3\u0661Z",
        "2026-03-01T10:15:30,5Z",
        "2026-03-01 10:15:30Z",
        "2026-03-01T10:15:30"
      })
  void refusesWhatTheGeneralParserRefuses(String text) {
    assertThrows(DateTimeParseException.class, () -> OffsetDateTime.parse(text));
    assertThrows(DateTimeParseException.class, () -> EventTime.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T10:15:30.1234567891Z,2026-03-01T10:15:30.123456789Z",
    "2026-03-01T10:15:30.12345678999999999999+01:00,2026-03-01T09:15:30.123456789Z",
    "2016-12-31T23:59:60Z,2017-01-01T00:00:00Z",
    "2016-12-31T15:59:60.25-08:00,2017-01-01T00:00:00.25Z"
  })
  void readsWhatRfc3339AllowsBeyondThat(String text, String instant) {
    assertThrows(DateTimeParseException.class, () -> OffsetDateTime.parse(text));
    assertEquals(Instant.parse(instant), EventTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-01T10:15:60Z",
        "2026-03-01T10:15:60",
        "2026-03-01T10:15:30.1234567891",
        "2026-02-30T10:15:30.1234567891Z",
        "2016-12-31T23:59:600Z"
      })
  void refusesWhatOnlyLooksLikeIt(String text) {
    assertThrows(DateTimeParseException.class, () -> EventTime.parse(text));
  }

  @Test
  void readsAnyTime() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      long second = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      int digits = random.nextInt(10);
      long unit = (long) Math.pow(10, 9 - digits);
      Instant instant =
          Instant.ofEpochSecond(
              second, digits == 0 ? 0 : random.nextLong(1_000_000_000 / unit) * unit);
      String text = instant.toString();
      assertEquals(instant, EventTime.parse(text), text);
      String there = instant.atOffset(ZoneOffset.ofHours(random.nextInt(-18, 19))).toString();
      assertEquals(instant, EventTime.parse(there), there);
    }
  }
}
