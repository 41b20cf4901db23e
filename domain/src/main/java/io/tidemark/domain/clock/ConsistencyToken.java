package io.tidemark.domain.clock;

import io.tidemark.domain.json.CodePoints;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What someone has seen of one aggregate: a version vector, and the clock of the latest event in
 * it. As a text it is base64url of a format byte, the clock, and each source with its number, in
 * variable-length integers: about 15 bytes and the sources' names.
 *
 * @param clock the latest effective time among the events it stands for; null when there are none
 * @param vector source to highest number applied, or to how many where there are no numbers; not to
 *     be changed
 * @see <a href="https://arxiv.org/abs/1011.5808">Preguiça, Baquero, Almeida, Fonte, Gonçalves:
 *     Dotted Version Vectors, 2010, whose dots are here (source, number)</a>
 */
public record ConsistencyToken(EffectiveTime clock, Map<String, Long> vector) {
  /** The token of an aggregate without events. */
  public static final ConsistencyToken NOTHING = new ConsistencyToken(null, Map.of());

  private static final int FORMAT = 2;
  private static final int LONGEST_VARINT = 10;

  /**
   * Whether an event is among those that the token stands for.
   *
   * @param sequence the event's number; when negative it has none, and its time decides
   */
  public boolean covers(String source, long sequence, EffectiveTime time) {
    if (sequence < 0) {
      return clock != null && time.compareTo(clock) <= 0;
    }
    Long seen = vector.get(source);
    return seen != null && sequence <= seen;
  }

  /** What the two stand for together. */
  public ConsistencyToken join(ConsistencyToken other) {
    if (vector.isEmpty() && clock == null) {
      return other;
    }
    Map<String, Long> joined = new TreeMap<>(CodePoints.ORDER);
    joined.putAll(vector);
    other.vector.forEach((source, number) -> joined.merge(source, number, Math::max));
    return new ConsistencyToken(EffectiveTime.later(clock, other.clock), joined);
  }

  /** As a text for headers and URLs. */
  public String encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(FORMAT);
    out.write(clock == null ? 0 : 1);
    if (clock != null) {
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(clock.nanos()).array());
      writeVarint(out, clock.counter());
    }
    vector.forEach(
        (source, number) -> {
          byte[] name = source.getBytes(StandardCharsets.UTF_8);
          writeVarint(out, name.length);
          out.writeBytes(name);
          writeVarint(out, number);
        });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static ConsistencyToken decode(String text) {
    ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (in.remaining() < 2 || in.get() != FORMAT) {
      throw new IllegalArgumentException("not a consistency token of a known format");
    }
    EffectiveTime clock = null;
    if (in.get() != 0) {
      require(in, Long.BYTES);
      clock = new EffectiveTime(in.getLong(), readVarint(in));
    }
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    while (in.hasRemaining()) {
      long length = readVarint(in);
      require(in, length);
      byte[] name = new byte[(int) length];
      in.get(name);
      vector.put(new String(name, StandardCharsets.UTF_8), readVarint(in));
    }
    return new ConsistencyToken(clock, Collections.unmodifiableMap(vector));
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
