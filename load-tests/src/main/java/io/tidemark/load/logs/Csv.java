package io.tidemark.load.logs;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads comma-separated values with a header line (RFC 4180), UTF-8, gzip or not, row by row. */
final class Csv implements Closeable {
  private static final int END = -1;

  private final Reader in;
  private final List<String> header;
  private int line = 1;

  private Csv(Reader in) throws IOException {
    this.in = in;
    this.header =
        cells().orElseThrow(() -> new IOException("the file is empty; a header line is expected"));
  }

  static Csv open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return of(
        new InputStreamReader(
            gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes, StandardCharsets.UTF_8));
  }

  static Csv of(Reader text) throws IOException {
    return new Csv(new BufferedReader(text, 1 << 16));
  }

  /** The next row by column name, or empty at the end. */
  Optional<Map<String, String>> next() throws IOException {
    Optional<List<String>> cells = cells();
    if (cells.isEmpty()) {
      return Optional.empty();
    }
    if (cells.get().size() != header.size()) {
      throw new IOException(
          "line "
              + (line - 1)
              + " has "
              + cells.get().size()
              + " cells, the header has "
              + header.size());
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int column = 0; column < header.size(); column++) {
      row.put(header.get(column), cells.get().get(column));
    }
    return Optional.of(row);
  }

  private Optional<List<String>> cells() throws IOException {
    int character = in.read();
    if (character == END) {
      return Optional.empty();
    }
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    while (true) {
      if (character == '"') {
        character = quoted(cell);
      } else if (character == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
        character = in.read();
      } else if (character == '\r') {
        character = in.read();
      } else if (character == '\n' || character == END) {
        cells.add(cell.toString());
        line++;
        return Optional.of(cells);
      } else {
        cell.append((char) character);
        character = in.read();
      }
    }
  }

  /** Reads up to the closing quote; two quotes are one; returns the character behind. */
  private int quoted(StringBuilder cell) throws IOException {
    while (true) {
      int character = in.read();
      if (character == END) {
        throw new IOException("line " + line + ": a quoted cell does not end");
      }
      if (character == '"') {
        int behind = in.read();
        if (behind != '"') {
          return behind;
        }
      }
      line += character == '\n' ? 1 : 0;
      cell.append((char) character);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
