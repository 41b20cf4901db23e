package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.load.model.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoanLogIT {
  @Test
  void aShuffledLogOfLoanApplicationsEndsAsTheLogInOrder() throws Exception {
    Path file = RealData.file("process-logs", "bpic2012_loan_applications.events.csv.gz");
    List<CloudEvent> log = new ArrayList<>();
    LogFormat.LOANS.read(file, log::add);

    assertEquals(262_200, log.size());
    new LogReplay("loans.yaml", log).run(20_120_314L, 1_000);
  }
}
