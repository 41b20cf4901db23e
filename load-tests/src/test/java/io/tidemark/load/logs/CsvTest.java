package io.tidemark.load.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void readsQuotesCommasAndLineBreaksWithinCells() throws IOException {
    Csv csv = Csv.of(new StringReader("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n,\n"));

    assertEquals(Optional.of(Map.of("a", "1", "b", "x, \"y\"\nz")), csv.next());
    assertEquals(Optional.of(Map.of("a", "", "b", "")), csv.next());
    assertEquals(Optional.empty(), csv.next());
  }

  @Test
  void readsALastLineWithoutLineBreak() throws IOException {
    Csv csv = Csv.of(new StringReader("a\n1"));

    assertEquals(Optional.of(Map.of("a", "1")), csv.next());
    assertEquals(Optional.empty(), csv.next());
  }

  @Test
  void refusesARowOfAnotherWidthAndNamesItsLine() throws IOException {
    Csv csv = Csv.of(new StringReader("a,b\n1,2\n3\n"));
    csv.next();

    assertEquals(
        "line 3 has 1 cells, the header has 2",
        assertThrows(IOException.class, csv::next).getMessage());
  }
}
