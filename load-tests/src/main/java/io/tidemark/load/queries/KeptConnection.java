package io.tidemark.load.queries;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection over which one request follows the other. It does what a measurement needs and no
 * more, so that the client takes little of the machine it shares with what is measured.
 */
final class KeptConnection implements AutoCloseable {
  private static final String LENGTH = "content-length:";
  private static final int PATIENCE = 30_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] read = new byte[1 << 16];
  private int from;
  private int to;

  KeptConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE);
    in = socket.getInputStream();
  }

  /** Asks, and reads the whole answer. */
  int get(String target) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(line().substring(9, 12));
    long length = -1;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Long.parseLong(header.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without its length to " + target);
    }
    skip(length);
    return status;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (char next = next(); next != '\n'; next = next()) {
      if (next != '\r') {
        line.append(next);
      }
    }
    return line.toString();
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > to - from) {
      left -= to - from;
      fill();
    }
    from += (int) left;
  }

  private char next() throws IOException {
    if (from == to) {
      fill();
    }
    return (char) read[from++];
  }

  /** Everything read before has been used. */
  private void fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(read));
    if (to == 0) {
      throw new EOFException("the connection was closed");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
