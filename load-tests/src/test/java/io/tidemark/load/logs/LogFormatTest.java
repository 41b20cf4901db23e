package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.load.model.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatTest {
  @TempDir private Path folder;

  @Test
  void aLoanRowBecomesAnEventOfItsCase() throws IOException {
    CloudEvent event =
        read(
                LogFormat.LOANS,
                "case_id,seq,activity,lifecycle,timestamp,resource,attrs_json\n"
                    + "173688,2,A_PARTLYSUBMITTED,COMPLETE,2011-10-01T00:38:44.880+02:00,112,\n")
            .get(0);

    assertEquals("173688", event.subject());
    assertEquals("/loans", event.source());
    assertEquals(2, event.sequence());
    assertEquals("loan.complete", event.type());
    assertEquals("2011-10-01T00:38:44.88+02:00", event.time());
    assertEquals("2011-09-30T22:38:44.880Z", event.data().get("at").textValue());
    assertEquals("112", event.data().get("resource").textValue());
    assertEquals(Optional.of("173688/loans/1"), event.causationId());
  }

  @Test
  void receiptRowsAreNumberedByCaseAndSide() throws IOException {
    String header =
        "case:concept:name,concept:name,concept:instance,lifecycle:transition,org:group,"
            + "org:resource,time:timestamp\n";
    String row = "%s,T02,task-1,complete,Group 1,Resource21,2011-10-11 13:45:40+00:00\n";
    List<CloudEvent> events =
        read(
            LogFormat.RECEIPTS,
            header
                + row.formatted("LEFT_case-1")
                + row.formatted("LEFT_case-2")
                + row.formatted("LEFT_case-1"));

    assertEquals(
        List.of("case-1#1", "case-2#1", "case-1#2"),
        events.stream().map(event -> event.subject() + "#" + event.sequence()).toList());
    assertEquals("/receipts/left", events.get(0).source());
  }

  private List<CloudEvent> read(LogFormat format, String text) throws IOException {
    Path file = folder.resolve("log.csv");
    Files.writeString(file, text);
    List<CloudEvent> events = new ArrayList<>();
    format.read(file, events::add);
    return events;
  }
}
