package io.tidemark.load.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * How many bytes of heap a field keeps: what is in use after a full collection with many of the
 * like, less what is in use without them. Unlike a walk over the objects it needs no access to
 * their insides, and so means the same on every JDK, with or without compact object headers.
 */
public final class RetainedMemory {
  private static final int MANY = 30_000;
  private static final int ROUNDS = 3;

  private RetainedMemory() {}

  /**
   * Bytes per member, key, entry or concurrent source, its own text or number included; for a rule
   * that keeps a summary, bytes per field.
   */
  public static long perElement(String rule) {
    Shape shape = Shape.of(rule);
    int together =
        switch (shape) {
          case ELEMENTS, KEYS, ENTRIES -> MANY;
          case SOURCES -> shape.count(Size.LARGE);
          default -> 1;
        };
    return bytes(() -> FilledField.many(rule, together, MANY / together)) / MANY;
  }

  /**
   * Bytes per member or key that was removed; empty for a rule that removes none.
   *
   * @param observing whether the removals say what their writer had observed
   */
  public static OptionalLong perTombstone(String rule, boolean observing) {
    return Shape.of(rule).removes(rule)
        ? OptionalLong.of(
            bytes(() -> new FilledField(rule, MANY).removeAll(MANY, observing).state()) / MANY)
        : OptionalLong.empty();
  }

  /** The least of some rounds: the first ones also load classes and fill caches. */
  private static long bytes(Supplier<Object> build) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = used();
      Object held = build.get();
      least = Math.min(least, used() - before);
      Reference.reachabilityFence(held);
    }
    return least;
  }

  private static long used() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
