package io.tidemark.domain.clock;

import java.math.BigInteger;
import java.time.Instant;

/**
 * When an event took effect: a hybrid logical clock's reading.
 *
 * @param nanos nanoseconds since 1970-01-01T00:00:00Z; covers the years 1678 to 2261
 * @param counter tells readings of one nanosecond apart, 0 or more
 * @see <a href="https://cse.buffalo.edu/tech-reports/2014-04.pdf">Kulkarni, Demirbas, Madappa,
 *     Avva, Leone: Logical Physical Clocks, 2014</a>
 */
public record EffectiveTime(long nanos, long counter) implements Comparable<EffectiveTime> {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * The reading for the next event of a source.
   *
   * @param time the event's own time
   * @param behind what the reading must come after: the source's previous event; null at its first
   */
  public static EffectiveTime next(long time, EffectiveTime behind) {
    return behind == null || time > behind.nanos
        ? new EffectiveTime(time, 0)
        : new EffectiveTime(behind.nanos, behind.counter + 1);
  }

  /** The later of two readings, either of which may be null. */
  public static EffectiveTime later(EffectiveTime left, EffectiveTime right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.compareTo(right) >= 0 ? left : right;
  }

  /** Whether this reading comes before the other; nothing comes before null. */
  public boolean isBefore(EffectiveTime other) {
    return other != null && compareTo(other) < 0;
  }

  @Override
  public int compareTo(EffectiveTime other) {
    int byTime = Long.compare(nanos, other.nanos);
    return byTime != 0 ? byTime : Long.compare(counter, other.counter);
  }

  /**
   * The nanoseconds of an instant.
   *
   * @throws ArithmeticException outside the years that {@code nanos} covers
   */
  public static long nanos(Instant instant) {
    return BigInteger.valueOf(instant.getEpochSecond())
        .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
        .add(BigInteger.valueOf(instant.getNano()))
        .longValueExact();
  }

  /** The instant of some nanoseconds since the epoch. */
  public static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }
}
