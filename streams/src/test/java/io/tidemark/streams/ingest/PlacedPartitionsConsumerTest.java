package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PlacedPartitionsConsumerTest {
  private static final TopicPartition ZERO = new TopicPartition("input", 0);
  private static final TopicPartition ONE = new TopicPartition("input", 1);

  @Test
  void theRecordsOfAPartitionKeepTheirOrder() {
    assertEquals(
        Map.of(ZERO, List.of(3L, 4L, 5L), ONE, List.of(7L)),
        joined(
            Map.of(ZERO, List.of(3L)), Map.of(ZERO, List.of(4L, 5L), ONE, List.of(7L)), Set.of()));
  }

  @Test
  void withoutMoreItIsWhatCameFirst() {
    assertEquals(Map.of(ZERO, List.of(3L)), joined(Map.of(ZERO, List.of(3L)), Map.of(), Set.of()));
  }

  @Test
  void whatWasTakenAwayMeanwhileIsLeftOut() {
    assertEquals(
        Map.of(ONE, List.of(7L)),
        joined(Map.of(ZERO, List.of(3L), ONE, List.of(7L)), Map.of(), Set.of(ZERO)));
  }

  @Test
  void whatWasTakenAwayAndGivenBackBeginsWithWhatWasFetchedAnew() {
    assertEquals(
        Map.of(ZERO, List.of(1L, 2L, 3L)),
        joined(Map.of(ZERO, List.of(3L, 4L)), Map.of(ZERO, List.of(1L, 2L, 3L)), Set.of(ZERO)));
  }

  @Test
  void manyRecordsOrFewLargeOnesAreFollowedByNoWait() {
    assertEquals(true, PlacedPartitionsConsumer.isMuch(ofSize(100, 10)));
    assertEquals(true, PlacedPartitionsConsumer.isMuch(ofSize(16, 4_096)));
    assertEquals(false, PlacedPartitionsConsumer.isMuch(ofSize(15, 4_096)));
    assertEquals(false, PlacedPartitionsConsumer.isMuch(ofSize(99, 10)));
  }

  private static ConsumerRecords<byte[], byte[]> ofSize(int count, int size) {
    return new ConsumerRecords<>(
        Map.of(ZERO, Collections.nCopies(count, BatchTest.message(size).record())));
  }

  /** By offsets. */
  private static Map<TopicPartition, List<Long>> joined(
      Map<TopicPartition, List<Long>> first,
      Map<TopicPartition, List<Long>> second,
      Set<TopicPartition> gone) {
    ConsumerRecords<byte[], byte[]> all =
        PlacedPartitionsConsumer.joined(records(first), records(second), gone);
    Map<TopicPartition, List<Long>> offsets = new HashMap<>();
    for (TopicPartition partition : all.partitions()) {
      offsets.put(partition, all.records(partition).stream().map(ConsumerRecord::offset).toList());
    }
    return offsets;
  }

  private static ConsumerRecords<byte[], byte[]> records(Map<TopicPartition, List<Long>> offsets) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    offsets.forEach(
        (partition, of) -> {
          List<ConsumerRecord<byte[], byte[]>> those = new ArrayList<>();
          of.forEach(
              offset ->
                  those.add(
                      new ConsumerRecord<>(
                          partition.topic(), partition.partition(), offset, null, null)));
          records.put(partition, those);
        });
    return new ConsumerRecords<>(records);
  }
}
