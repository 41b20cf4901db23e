package io.tidemark.load.generate;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/**
 * The times that the regions write on one aggregate's events: true time goes on, the regions'
 * clocks are skewed, now and then equal to one another to the nanosecond, and at times go back.
 */
final class ShopClock {
  /** Unlike toString, this writes the seconds even when they are zero, as RFC 3339 wants it. */
  private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

  private final SplittableRandom random;
  private Instant now;
  private Instant last;

  ShopClock(Instant start, SplittableRandom random) {
    this.now = start;
    this.last = start;
    this.random = random;
  }

  /** The time of the next event as that region writes it, RFC 3339. */
  String next(Region region) {
    now = now.plusMillis(random.nextInt(2_000));
    last = read(region);
    boolean local = random.nextInt(10) == 0;
    return WRITTEN.format(last.atOffset(local ? region.offset() : ZoneOffset.UTC));
  }

  private Instant read(Region region) {
    Instant time = now.plus(region.skew());
    return switch (random.nextInt(20)) {
      case 0 -> time.minusMillis(random.nextInt(4_000));
      case 1, 2 -> last;
      case 3, 4, 5 -> time.truncatedTo(ChronoUnit.SECONDS);
      case 6 -> time.plusNanos(random.nextInt(1_000_000));
      default -> time;
    };
  }
}
