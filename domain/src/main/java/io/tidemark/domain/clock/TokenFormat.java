package io.tidemark.domain.clock;

import io.tidemark.domain.json.CodePoints;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Tokens as texts. What was once given out stays readable. */
final class TokenFormat {
  private static final int FORMAT = 2;
  private static final int HAS_CLOCK = 1;
  private static final int HAS_NAME = 2;
  private static final int LONGEST_VARINT = 10;

  private TokenFormat() {}

  static String encode(AggregateToken named) {
    ConsistencyToken token = named.token();
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(FORMAT);
    out.write((token.clock() == null ? 0 : HAS_CLOCK) | (named.isNamed() ? HAS_NAME : 0));
    if (token.clock() != null) {
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(token.clock().nanos()).array());
      writeVarint(out, token.clock().counter());
    }
    if (named.isNamed()) {
      writeText(out, named.type());
      writeText(out, named.id());
    }
    token
        .vector()
        .forEach(
            (source, number) -> {
              writeText(out, source);
              writeVarint(out, number);
            });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  static AggregateToken decode(String text) {
    ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (in.remaining() < 2 || in.get() != FORMAT) {
      throw new IllegalArgumentException("not a consistency token of a known format");
    }
    int flags = in.get();
    if ((flags & ~(HAS_CLOCK | HAS_NAME)) != 0) {
      throw new IllegalArgumentException("not a consistency token of a known format");
    }
    EffectiveTime clock = null;
    if ((flags & HAS_CLOCK) != 0) {
      require(in, Long.BYTES);
      clock = new EffectiveTime(in.getLong(), readVarint(in));
    }
    boolean named = (flags & HAS_NAME) != 0;
    String type = named ? readText(in) : null;
    String id = named ? readText(in) : null;
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    while (in.hasRemaining()) {
      vector.put(readText(in), readVarint(in));
    }
    return new AggregateToken(
        type, id, new ConsistencyToken(clock, Collections.unmodifiableMap(vector)));
  }

  private static void writeText(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeVarint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static String readText(ByteBuffer in) {
    long length = readVarint(in);
    require(in, length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readVarint(ByteBuffer in) {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      require(in, 1);
      byte next = in.get();
      value |= (next & 0x7FL) << 7 * i;
      if (next >= 0) {
        if (value < 0) {
          throw new IllegalArgumentException("not a consistency token: a negative number");
        }
        return value;
      }
    }
    throw new IllegalArgumentException("not a consistency token: a number without end");
  }

  private static void require(ByteBuffer in, long bytes) {
    if (in.remaining() < bytes) {
      throw new IllegalArgumentException("not a consistency token: it ends early");
    }
  }
}
