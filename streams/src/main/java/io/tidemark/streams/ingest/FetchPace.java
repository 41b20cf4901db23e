package io.tidemark.streams.ingest;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * How long after some records the consumer asks for the next. One with nothing at hand fetches anew
 * for nearly each record, which at 2,000 events a second is a quarter of the node's work. So while
 * batches wait ({@link BatchPace}), which they do when most of the processors are taken, there are
 * some milliseconds between fetches.
 *
 * <p>Where many records lie ready there are none: then what comes is as much as can be fetched. The
 * stream tells it whether batches wait, all else is the consumer's.
 */
final class FetchPace {
  /** Ten spare little more, and cost the median as much again. */
  static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * For so long after much in one poll there is more to come, also when a poll between brings
   * little, as one does that hands over the end of what was fetched of a partition.
   */
  static final long BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int MANY = 100;
  private static final long MUCH = 65_536;

  private volatile boolean batchesWait;
  private long last;
  private long behind;

  /**
   * @param now in nanoseconds, by the same clock as later
   */
  FetchPace(long now) {
    last = now - WAIT_NANOS;
    behind = now - BEHIND_NANOS;
  }

  /** Whether batches wait. */
  void batchesWait(boolean wait) {
    batchesWait = wait;
  }

  /** How long to hold still before the next poll; 0 or less when it may begin. */
  long waitNanos(long now) {
    return batchesWait && now - behind >= BEHIND_NANOS ? last + WAIT_NANOS - now : 0;
  }

  /** What a poll brought. */
  void polled(ConsumerRecords<byte[], byte[]> records, long now) {
    if (records.isEmpty()) {
      return;
    }
    last = now;
    if (isMuch(records)) {
      behind = now;
    }
  }

  private static boolean isMuch(ConsumerRecords<byte[], byte[]> records) {
    if (records.count() >= MANY) {
      return true;
    }
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      bytes += Math.max(0, record.serializedValueSize());
    }
    return bytes >= MUCH;
  }
}
