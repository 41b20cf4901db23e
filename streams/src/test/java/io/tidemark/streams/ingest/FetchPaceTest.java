package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

class FetchPaceTest {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final FetchPace pace = new FetchPace(0);

  @Test
  void holdsStillAfterSomeRecordsWhileBatchesWait() {
    pace.batchesWait(true);
    assertTrue(pace.waitNanos(0) <= 0);

    pace.polled(records(3, 200), MILLISECOND);
    assertEquals(FetchPace.WAIT_NANOS, pace.waitNanos(MILLISECOND));
    assertEquals(FetchPace.WAIT_NANOS - MILLISECOND, pace.waitNanos(2 * MILLISECOND));

    pace.polled(records(0, 0), 2 * MILLISECOND);
    assertTrue(pace.waitNanos(MILLISECOND + FetchPace.WAIT_NANOS) <= 0);
  }

  @Test
  void holdsNothingWhileBatchesGoAtOnce() {
    pace.polled(records(3, 200), MILLISECOND);
    assertTrue(pace.waitNanos(MILLISECOND) <= 0);

    pace.batchesWait(true);
    pace.batchesWait(false);
    assertTrue(pace.waitNanos(MILLISECOND) <= 0);
  }

  @Test
  void afterManyRecordsMoreAreFetchedAtOnce() {
    fetchesAtOnceAfter(records(100, 200));
  }

  @Test
  void afterLargeRecordsMoreAreFetchedAtOnce() {
    fetchesAtOnceAfter(records(16, 4096));
  }

  private void fetchesAtOnceAfter(ConsumerRecords<byte[], byte[]> much) {
    pace.batchesWait(true);
    pace.polled(much, 0);
    pace.polled(records(1, 200), MILLISECOND);
    assertTrue(pace.waitNanos(MILLISECOND) <= 0);

    pace.polled(records(1, 200), FetchPace.BEHIND_NANOS);
    assertEquals(FetchPace.WAIT_NANOS, pace.waitNanos(FetchPace.BEHIND_NANOS));
  }

  private static ConsumerRecords<byte[], byte[]> records(int count, int size) {
    List<ConsumerRecord<byte[], byte[]>> records =
        LongStream.range(0, count).mapToObj(offset -> SizedRecords.record(offset, size)).toList();
    return records.isEmpty()
        ? ConsumerRecords.empty()
        : new ConsumerRecords<>(Map.of(SizedRecords.PARTITION, records));
  }
}
