package io.tidemark.streams.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times as RFC 3339 has them. The form that nearly all events have, {@code
 * 2026-03-01T10:15:30.123Z}, is read digit by digit: the general parser would be the costliest part
 * of decoding.
 */
final class EventTime {
  private static final int SECONDS_END = 19;
  private static final int MOST_FRACTION = 9;
  private static final long SECONDS_OF_DAY = 86_400;

  /** A leap second, or a fraction finer than nanoseconds, which are what counts. */
  private static final Pattern FINE_OR_LEAP =
      Pattern.compile("(.{17})(60(?=[^0-9])|[0-5][0-9](?=\\.[0-9]{10}))(\\.[0-9]+)?([^0-9].*)");

  private EventTime() {}

  /**
   * The instant that a text names.
   *
   * @throws DateTimeParseException when it names none
   */
  static Instant parse(String text) {
    Instant usual = usual(text);
    return usual == null ? unusual(text) : usual;
  }

  /** What the general parser reads, and what RFC 3339 allows beyond that. */
  private static Instant unusual(String text) {
    Matcher parts = FINE_OR_LEAP.matcher(text);
    if (!parts.matches()) {
      return OffsetDateTime.parse(text).toInstant();
    }
    boolean leaps = parts.group(2).equals("60");
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    String kept = fraction.substring(0, Math.min(fraction.length(), 1 + MOST_FRACTION));
    Instant instant =
        OffsetDateTime.parse(
                parts.group(1) + (leaps ? "59" : parts.group(2)) + kept + parts.group(4))
            .toInstant();
    if (leaps && Math.floorMod(instant.getEpochSecond(), SECONDS_OF_DAY) != SECONDS_OF_DAY - 1) {
      throw new DateTimeParseException("no leap second is there", text, SECONDS_END - 2);
    }
    // A clock that does not know of leap seconds counts it as the one after.
    return leaps ? instant.plusSeconds(1) : instant;
  }

  /** Null when the text has another form, or names no time. */
  private static Instant usual(String text) {
    int last = text.length() - 1;
    if (last < SECONDS_END
        || text.charAt(last) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, SECONDS_END);
    int nanos = last == SECONDS_END ? 0 : fraction(text, last);
    if ((year | month | day | hour | minute | second | nanos) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    try {
      long days = LocalDate.of(year, month, day).toEpochDay();
      return Instant.ofEpochSecond(
          days * SECONDS_OF_DAY + hour * 3_600 + minute * 60 + second, nanos);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Nanoseconds; negative when it is no fraction. */
  private static int fraction(String text, int end) {
    int digits = end - SECONDS_END - 1;
    if (text.charAt(SECONDS_END) != '.' || digits < 1 || digits > MOST_FRACTION) {
      return -1;
    }
    int nanos = number(text, SECONDS_END + 1, end);
    for (int i = digits; i < MOST_FRACTION && nanos > 0; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /** Negative when something else than digits is there. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
