package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.pekko.kafka.ConsumerMessage;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  void beginsWithFewRecordsAndDoublesTheMostOfThemToWhereItStays() {
    Batch.Costs costs = new Batch.Costs();
    int[] most = new int[8];
    for (int number = 0; number < most.length; number++) {
      most[number] = (int) (Batch.MAXIMUM_COST / costs.of(message(300)));
      costs.begin(Batch.of(message(300)));
    }
    assertEquals("256 512 1024 2048 4096 8192 8192 8192", text(most));
  }

  @Test
  void countsALargeRecordByItsBytes() {
    assertEquals(1_000_000, new Batch.Costs().of(message(1_000_000)));
  }

  private static String text(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  private static ConsumerMessage.CommittableMessage<byte[], byte[]> message(int size) {
    return new ConsumerMessage.CommittableMessage<>(
        new ConsumerRecord<>(
            "input",
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            0,
            size,
            new byte[0],
            new byte[0],
            new RecordHeaders(),
            Optional.empty()),
        null);
  }
}
