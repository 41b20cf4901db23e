package io.tidemark.streams.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.kafka.ConsumerMessage;
import org.junit.jupiter.api.Test;

class BatchTest {
  @Test
  void beginsWithFewRecordsAndDoublesTheMostOfThemToWhereItStays() {
    Batch.Costs costs = new Batch.Costs();
    List<Long> most = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      most.add(Batch.MAXIMUM_COST / costs.of(message(300)));
      costs.begin(Batch.of(message(300)));
    }
    assertEquals(List.of(256L, 512L, 1_024L, 2_048L, 4_096L, 8_192L, 8_192L, 8_192L), most);
  }

  @Test
  void countsALargeRecordByItsBytes() {
    assertEquals(1_000_000, new Batch.Costs().of(message(1_000_000)));
  }

  private static ConsumerMessage.CommittableMessage<byte[], byte[]> message(int size) {
    return new ConsumerMessage.CommittableMessage<>(SizedRecords.record(0, size), null);
  }
}
