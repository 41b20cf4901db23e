package io.tidemark.app.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a stream as bytes, numbered from 1, gzip undone when the first two bytes say so. A
 * line is ended by LF or CRLF; a byte order mark at the beginning of the stream is left out. Memory
 * is bounded by the longest line allowed; longer ones come back without their bytes.
 */
final class Lines implements AutoCloseable {
  /** The most bytes of one line: what the largest record may hold. */
  static final int LONGEST = 16 * 1024 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private long number;

  private Lines(InputStream in) {
    this.in = in;
  }

  static Lines of(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 64 * 1024);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return new Lines(gzip ? new GZIPInputStream(in, 64 * 1024) : in);
  }

  /**
   * One line.
   *
   * @param number counted from 1
   * @param bytes without the line's end; empty and {@code tooLong} when longer than {@link
   *     #LONGEST}
   */
  record Line(long number, byte[] bytes, boolean tooLong) {

    boolean isBlank() {
      for (byte value : bytes) {
        if (value != ' ' && value != '\t' && value != '\r') {
          return false;
        }
      }
      return !tooLong;
    }
  }

  /** The next line, or null at the end. */
  Line next() throws IOException {
    ByteArrayOutputStream line = null;
    boolean tooLong = false;
    while (true) {
      if (position == limit && !fill()) {
        return line == null ? null : ended(line.toByteArray(), tooLong);
      }
      if (line == null) {
        line = new ByteArrayOutputStream(512);
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      tooLong |= line.size() + end - position > LONGEST;
      if (!tooLong) {
        line.write(buffer, position, end - position);
      }
      boolean complete = end < limit;
      position = complete ? end + 1 : end;
      if (complete) {
        return ended(line.toByteArray(), tooLong);
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private Line ended(byte[] bytes, boolean tooLong) {
    number++;
    if (tooLong) {
      return new Line(number, new byte[0], true);
    }
    int from = number == 1 && startsWithByteOrderMark(bytes) ? 3 : 0;
    int to =
        bytes.length > from && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    boolean whole = from == 0 && to == bytes.length;
    return new Line(number, whole ? bytes : java.util.Arrays.copyOfRange(bytes, from, to), false);
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
