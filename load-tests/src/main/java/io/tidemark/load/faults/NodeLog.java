package io.tidemark.load.faults;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;

/** Finds in a node's log when something was said. Lines begin with the time of day. */
final class NodeLog {
  private static final int TIME_LENGTH = "HH:mm:ss.SSS".length();

  private NodeLog() {}

  /**
   * Seconds from a time of day to the first line after it that has all these words; empty when
   * there is none.
   */
  static OptionalDouble secondsUntil(String log, LocalTime from, String... words) {
    return log.lines()
        .filter(line -> java.util.Arrays.stream(words).allMatch(line::contains))
        .mapToDouble(line -> seconds(line, from))
        .filter(seconds -> seconds >= 0)
        .findFirst();
  }

  private static double seconds(String line, LocalTime from) {
    try {
      LocalTime at = LocalTime.parse(line.substring(0, Math.min(TIME_LENGTH, line.length())));
      double seconds = Duration.between(from, at).toMillis() / 1e3;
      // Past midnight.
      return seconds < -12 * 3_600 ? seconds + 24 * 3_600 : seconds;
    } catch (DateTimeParseException noTime) {
      return -1;
    }
  }
}
