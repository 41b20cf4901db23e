package io.tidemark.app.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void endsLinesAtEitherEndingAndAtTheEndOfTheFile() throws IOException {
    assertEquals(List.of("a", "b", "", "c"), read("a\nb\r\n\nc"));
    assertEquals(List.of("a"), read("a\n"));
    assertEquals(List.of(), read(""));
  }

  @Test
  void keepsTheBytesOfALine() throws IOException {
    assertEquals(List.of(" {\"ä\": \t1 } "), read(" {\"ä\": \t1 } \n"));
  }

  @Test
  void leavesAByteOrderMarkOut() throws IOException {
    assertEquals(List.of("a", "\uFEFFb"), read("\uFEFFa\n\uFEFFb"));
  }

  @Test
  void undoesGzipOfSeveralMembers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(gzip("a\nb"));
    bytes.write(gzip("c\nd\n"));
    assertEquals(List.of("a", "bc", "d"), read(bytes.toByteArray()));
  }

  @Test
  void readsLinesLongerThanItsBuffer() throws IOException {
    String longLine = "x".repeat(200_000);
    assertEquals(List.of(longLine, "y"), read(longLine + "\ny\n"));
  }

  @Test
  void doesNotKeepALineThatIsTooLong() throws IOException {
    byte[] bytes = new byte[Lines.LONGEST + 3];
    Arrays.fill(bytes, (byte) 'x');
    bytes[Lines.LONGEST + 1] = '\n';
    try (Lines lines = Lines.of(new ByteArrayInputStream(bytes))) {
      Lines.Line first = lines.next();
      assertTrue(first.tooLong());
      assertEquals(0, first.bytes().length);
      assertEquals(2, lines.next().number());
      assertNull(lines.next());
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static List<String> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> read(byte[] bytes) throws IOException {
    List<String> all = new ArrayList<>();
    try (Lines lines = Lines.of(new ByteArrayInputStream(bytes))) {
      for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
        all.add(new String(line.bytes(), StandardCharsets.UTF_8));
        assertEquals(all.size(), line.number());
      }
    }
    return all;
  }
}
