package io.tidemark.domain.ecst;

import io.tidemark.domain.clock.EffectiveTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * A version vector of one aggregate as a text for headers and URLs: base64url of a format byte, the
 * latest effective time, and the highest number applied of every source.
 *
 * @param clock the latest effective time among the events it stands for; null before the first
 * @param vector source to number
 */
public record ConsistencyToken(EffectiveTime clock, Map<String, Long> vector) {
  private static final int FORMAT = 1;

  public String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(clock == null ? Long.MIN_VALUE : clock.nanos());
      out.writeInt(clock == null ? 0 : (int) Math.min(clock.counter(), Integer.MAX_VALUE));
      for (Map.Entry<String, Long> entry : vector.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeLong(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static ConsistencyToken decode(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != FORMAT) {
        throw new IllegalArgumentException("not a consistency token of a known format");
      }
      long nanos = in.readLong();
      int counter = in.readInt();
      Map<String, Long> vector = new TreeMap<>();
      while (in.available() > 0) {
        vector.put(in.readUTF(), in.readLong());
      }
      EffectiveTime clock = nanos == Long.MIN_VALUE ? null : new EffectiveTime(nanos, counter);
      return new ConsistencyToken(clock, vector);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a consistency token: it ends early", e);
    }
  }
}
