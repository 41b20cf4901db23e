package io.tidemark.load.queries;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connection over which one request follows the other, without a thread of its own. It does what
 * a measurement needs and no more, so that the client takes little of the machine it shares with
 * what is measured.
 */
final class KeptConnection implements AutoCloseable {
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *([0-9]+)", Pattern.CASE_INSENSITIVE);
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final int MOST_BYTES = 1 << 16;

  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);

  KeptConnection(int port, Selector selector) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** Asks; the answer before has been read whole. */
  void get(String target) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n";
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(request);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Reads what has come.
   *
   * @return the status once the answer is whole
   * @throws IOException when it says no length, or is longer than 64 KiB
   */
  OptionalInt read() throws IOException {
    if (channel.read(answer) < 0) {
      throw new EOFException("the connection was closed");
    }
    String read = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    int head = read.indexOf(END_OF_HEAD);
    if (head < 0) {
      return OptionalInt.empty();
    }
    Matcher length = LENGTH.matcher(read).region(0, head);
    if (!length.find()) {
      throw new IOException("an answer without its length: " + read.substring(0, head));
    }
    int whole = head + END_OF_HEAD.length() + Integer.parseInt(length.group(1));
    if (whole > MOST_BYTES) {
      throw new IOException("an answer of " + whole + " bytes");
    }
    if (read.length() < whole) {
      return OptionalInt.empty();
    }
    answer.clear();
    return OptionalInt.of(Integer.parseInt(read.substring(9, 12)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
