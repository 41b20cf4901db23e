package io.tidemark.app.wiring;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * How far a reader has read each partition of a topic, as the text that it gives back: base64url of
 * the form's number and, for each partition in order, the next offset in groups of seven bits.
 * Confined to one stream.
 */
final class StreamPosition {
  private static final int FORM = 1;
  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private final long[] offsets;

  private StreamPosition(long[] offsets) {
    this.offsets = offsets;
  }

  /** At these next offsets, one for each partition. */
  static StreamPosition at(long[] offsets) {
    return new StreamPosition(offsets.clone());
  }

  /** What {@link #text} gave; empty when the text is none of these. */
  static Optional<StreamPosition> read(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
    if (bytes.length == 0 || bytes[0] != FORM) {
      return Optional.empty();
    }
    long[] offsets = new long[bytes.length];
    int partition = 0;
    int shift = 0;
    for (int index = 1; index < bytes.length; index++) {
      if (shift >= Long.SIZE - 1) {
        return Optional.empty();
      }
      offsets[partition] |= (long) (bytes[index] & (MORE - 1)) << shift;
      boolean goesOn = (bytes[index] & MORE) != 0;
      shift = goesOn ? shift + BITS : 0;
      partition += goesOn ? 0 : 1;
    }
    return shift == 0
        ? Optional.of(new StreamPosition(Arrays.copyOf(offsets, partition)))
        : Optional.empty();
  }

  /** The next offset of a partition; 0 of one that was not there. */
  long offset(int partition) {
    return partition < offsets.length ? offsets[partition] : 0;
  }

  /** Goes on behind a record. */
  void read(int partition, long offset) {
    offsets[partition] = offset + 1;
  }

  String text() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 + offsets.length * 4);
    bytes.write(FORM);
    for (long offset : offsets) {
      long left = offset;
      while (left >= MORE) {
        bytes.write((int) (left & (MORE - 1)) | MORE);
        left >>>= BITS;
      }
      bytes.write((int) left);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
