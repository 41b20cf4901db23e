package io.tidemark.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.load.compare.RecoveryRun.Times;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryReportTest {
  private final RecoveryComparison.Report report =
      new RecoveryComparison.Report(
          List.of(new Times(7, 30), new Times(6.5, 20), new Times(9, 25.1234)),
          List.of(new Times(8, 20), new Times(7, 50), new Times(5, 10)));

  @Test
  void jsonHasTheMediansInMillisecondsAsTheContractNamesThem() {
    JsonNode json = report.json();
    assertEquals(7_000, json.at("/tidemark/firstMs").longValue());
    assertEquals(25_123, json.at("/tidemark/caughtUpMs").longValue());
    assertEquals(7_000, json.at("/peer/firstMs").longValue());
    assertEquals(20_000, json.at("/peer/caughtUpMs").longValue());
    assertEquals(1.256, json.at("/ratio").doubleValue());
    assertEquals(3, json.at("/rounds").intValue());
    assertEquals(20_000, json.at("/tidemarkRounds/1/caughtUpMs").longValue());
    assertEquals(5_000, json.at("/peerRounds/2/firstMs").longValue());
    assertTrue(json.hasNonNull("jdk"));
  }

  @Test
  void tableHasMediansRatioAndMachine() {
    String table = report.table();
    assertTrue(table.contains("25.1"), table);
    assertTrue(table.contains("1.26"), table);
    assertTrue(table.contains("machine"), table);
  }
}
