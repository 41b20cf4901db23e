package io.tidemark.load.generate;

import java.time.Duration;
import java.time.ZoneOffset;

/** The writers: each is a source of its own, with a clock that is wrong in its own way. */
enum Region {
  EU("/shop/eu", Duration.ZERO, ZoneOffset.ofHours(1)),
  US("/shop/us", Duration.ofMillis(-2_750), ZoneOffset.ofHours(-5)),
  AP("/shop/ap", Duration.ofMillis(1_900), ZoneOffset.ofHoursMinutes(5, 30));

  private final String source;
  private final Duration skew;
  private final ZoneOffset offset;

  Region(String source, Duration skew, ZoneOffset offset) {
    this.source = source;
    this.skew = skew;
    this.offset = offset;
  }

  String source() {
    return source;
  }

  Duration skew() {
    return skew;
  }

  ZoneOffset offset() {
    return offset;
  }
}
