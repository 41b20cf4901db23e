package io.tidemark.load.bench;

import io.tidemark.domain.merge.Write;
import java.util.Random;

/**
 * A filled field and an endless series of writes that keep its size. The writes are prepared, so
 * that only applying them is measured; their stamps are made on the way, as an aggregate makes
 * them.
 */
public final class FieldWorkload {
  /** A power of two: many enough that the processor does not learn them. */
  private static final int PREPARED = 8_192;

  private final FilledField field;
  private final Write[] writes = new Write[PREPARED];
  private int next;

  private FieldWorkload(String rule, int count) {
    field = new FilledField(rule, count);
    boolean removes = Shape.of(rule).removes(rule);
    Random random = new Random(1);
    for (int i = 0; i < PREPARED; i += 4) {
      writes[i] = field.content(random.nextInt(count));
      writes[i + 1] = field.content(random.nextInt(count));
      int at = random.nextInt(count);
      writes[i + 2] = removes ? field.removal(at) : field.content(at);
      writes[i + 3] = field.content(at);
    }
  }

  /** A filled field of a benchmark's size. */
  public static FieldWorkload of(String rule, Size size) {
    return new FieldWorkload(rule, Shape.of(rule).count(size));
  }

  /** Applies the next write; false when the rule asks for the history, which none of these may. */
  public boolean applyNext() {
    Write write = writes[next];
    next = (next + 1) & (PREPARED - 1);
    return field.apply(write);
  }
}
