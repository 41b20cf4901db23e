package io.tidemark.domain.path;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * The steps of the one path, each with what it has done in this process: how much, how long, how
 * often in vain. Whoever takes a step says so once for all that it handles together, which costs
 * some ten nanoseconds.
 */
public enum Verb {
  /** Bytes to events. */
  DECODE,
  /** Events to their aggregates, until these have answered. */
  ROUTE,
  /** An instruction to what becomes of it. */
  SEQUENCE,
  /** What becomes of it to the state; of replays, too. */
  MERGE,
  /** Into the journal, until it is durable. */
  PERSIST,
  /** States to Kafka, until it has acknowledged them. */
  EMIT,
  /** States to rows, until they are committed. */
  PROJECT,
  /** Questions to answers. */
  QUERY;

  private final LongAdder events = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Distribution durations = new Distribution();

  /**
   * A step was taken.
   *
   * @param count how many events, states or questions it was taken with
   * @param started when it began, by {@link System#nanoTime}
   */
  public void done(long count, long started) {
    events.add(count);
    durations.record(System.nanoTime() - started);
  }

  /** A step came to nothing for so many events, states or questions. */
  public void failed(long count) {
    errors.add(count);
  }

  /** How many it was taken with. */
  public long events() {
    return events.sum();
  }

  /** For how many it came to nothing. */
  public long errors() {
    return errors.sum();
  }

  /** How long it took, in nanoseconds. */
  public Distribution durations() {
    return durations;
  }

  /** As metrics and logs call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
