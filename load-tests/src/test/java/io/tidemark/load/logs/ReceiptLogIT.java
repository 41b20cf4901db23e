package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.load.model.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptLogIT {
  @Test
  void twoHalvesOfALogMeetInTheSameAggregates() throws Exception {
    Path even = RealData.file("process-logs", "receipt_even.csv.gz");
    Path odd = RealData.file("process-logs", "receipt_odd.csv.gz");
    List<CloudEvent> log = new ArrayList<>();
    LogFormat.RECEIPTS.read(even, log::add);
    LogFormat.RECEIPTS.read(odd, log::add);

    assertEquals(8_577, log.size());
    new LogReplay("receipts.yaml", log).run(7L, 200);
  }
}
