package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Receipt;
import io.tidemark.domain.path.Distribution;
import java.util.concurrent.atomic.LongAdder;

/** What the path from record to announcement has done on this node since it started. */
public final class PathCounters {
  private final LongAdder consumed = new LongAdder();
  private final LongAdder applied = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder released = new LongAdder();
  private final LongAdder concurrent = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final LongAdder gapsSkipped = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final LongAdder ecst = new LongAdder();
  private final LongAdder tombstones = new LongAdder();
  private final LongAdder repartitioned = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder restarts = new LongAdder();
  private final Latencies latencies = new Latencies();
  private final Distribution batchSizes = new Distribution();

  void count(Receipt receipt) {
    applied.add(receipt.tally().applied());
    held.add(receipt.tally().held());
    released.add(receipt.tally().released());
    concurrent.add(receipt.tally().concurrent());
    duplicates.add(receipt.duplicates());
    ignored.add(receipt.ignored());
  }

  void countBatch(int records) {
    batches.increment();
    batchSizes.record(records);
    consumed.add(records);
  }

  void countTombstone() {
    tombstones.increment();
  }

  void countRepartitioned() {
    repartitioned.increment();
  }

  void countDeadLetters(int letters) {
    deadLetters.add(letters);
  }

  void countAnnouncements(int announcements) {
    ecst.add(announcements);
  }

  void countGapSkipped() {
    gapsSkipped.increment();
  }

  void countRestart() {
    restarts.increment();
  }

  void recordLatency(long milliseconds) {
    latencies.record(milliseconds);
  }

  /** Records read from input topics, duplicates and bad ones among them. */
  public long consumed() {
    return consumed.sum();
  }

  /** Events applied to aggregates. */
  public long applied() {
    return applied.sum();
  }

  /** Events that had been seen before. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Events that had to wait for a lower number. */
  public long held() {
    return held.sum();
  }

  /** Events whose wait ended. */
  public long released() {
    return released.sum();
  }

  /** Events whose effective time lay before that of one already applied to their aggregate. */
  public long concurrent() {
    return concurrent.sum();
  }

  /** Events that came after their number was skipped, where the file ignores these. */
  public long ignored() {
    return ignored.sum();
  }

  /** Gaps given up because their time ran out. */
  public long gapsSkipped() {
    return gapsSkipped.sum();
  }

  /** Records that became dead letters. */
  public long deadLetters() {
    return deadLetters.sum();
  }

  /** ECST events acknowledged by Kafka. */
  public long ecst() {
    return ecst.sum();
  }

  /** Null values on input topics. */
  public long tombstones() {
    return tombstones.sum();
  }

  /** Records that went round by the repartition topic. */
  public long repartitioned() {
    return repartitioned.sum();
  }

  /** Batches worked off. */
  public long batches() {
    return batches.sum();
  }

  /** How many records batches had. */
  public Distribution batchSizes() {
    return batchSizes;
  }

  /**
   * Takes the latencies since the last call, in milliseconds.
   *
   * @param before what the caller keeps between calls; at first {@link #noLatencies}
   */
  public void takeNewLatencies(long[] before, Distribution.Taker taker) {
    latencies.takeNew(before, taker);
  }

  /** What {@link #takeNewLatencies} starts from. */
  public static long[] noLatencies() {
    return Latencies.nothing();
  }

  /** How often a stream had to start again. */
  public long restarts() {
    return restarts.sum();
  }

  /**
   * From a record's timestamp to the acknowledgement of what it brought about, in milliseconds.
   *
   * @param quantile 0 to 1
   */
  public double latencyMillis(double quantile) {
    return latencies.quantile(quantile);
  }
}
