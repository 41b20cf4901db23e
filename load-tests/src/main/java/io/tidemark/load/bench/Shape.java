package io.tidemark.load.bench;

import java.util.List;

/**
 * What makes a field under some rule large, and thus what a benchmark of the rule varies.
 *
 * <p>Each write of a benchmark leaves the state as large as it was: it touches what is there, and
 * what it removes the next write brings back.
 */
enum Shape {
  /** A summary: as large after many writes as after one. */
  VALUE("writes", 10, 10_000, List.of("lww", "counter", "g-counter", "max", "min", "rank")),
  /** One concurrent write of each source stays. */
  SOURCES("sources", 3, 100, List.of("mv", "flag", "dw-flag")),
  ELEMENTS("members", 10, 10_000, List.of("set", "rw-set", "g-set")),
  KEYS("keys", 10, 1_000, List.of("map")),
  ENTRIES("entries", 10, 1_000, List.of("log")),
  /** The bundled custom rule keeps a bounded value, whatever was written. */
  CUSTOM("writes", 10, 1_000, List.of("custom"));

  private final String unit;
  private final int small;
  private final int large;
  private final List<String> rules;

  Shape(String unit, int small, int large, List<String> rules) {
    this.unit = unit;
    this.small = small;
    this.large = large;
    this.rules = rules;
  }

  /** The shape of the rule of that name. */
  static Shape of(String rule) {
    for (Shape shape : values()) {
      if (shape.rules.contains(rule)) {
        return shape;
      }
    }
    throw new IllegalArgumentException("no benchmark of a merge rule named " + rule);
  }

  /** What is counted, in the plural. */
  String unit() {
    return unit;
  }

  int count(Size size) {
    return size == Size.SMALL ? small : large;
  }

  /** Whether a rule of this shape has members or keys that can be taken away. */
  boolean removes(String rule) {
    return (this == ELEMENTS || this == KEYS) && !rule.equals("g-set");
  }

  /** How many sources write to a state of that many. */
  int sources(int count) {
    return this == SOURCES ? count : 3;
  }
}
