package io.tidemark.persistence.flow;

import io.tidemark.domain.flow.FlowEvent;
import io.tidemark.persistence.projection.StoredText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Keys of fixed length for texts of any length: the first half of their SHA-256. */
final class FlowKeys {
  private FlowKeys() {}

  static UUID flow(String correlationId) {
    MessageDigest digest = digest();
    add(digest, correlationId);
    return key(digest);
  }

  /** The identity of an event, whatever flow it says that it is of. */
  static UUID event(FlowEvent event) {
    MessageDigest digest = digest();
    digest.update((byte) (event.announced() ? 1 : 0));
    add(digest, event.aggregateType());
    add(digest, event.aggregateId());
    add(digest, event.source());
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(event.sequence()).flip());
    add(digest, event.id());
    return key(digest);
  }

  /** With its length, so that no two lists of texts are the same bytes. */
  private static void add(MessageDigest digest, String text) {
    // As it is stored, so that who reads a row finds its key.
    byte[] bytes = StoredText.of(text).getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static UUID key(MessageDigest digest) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new UUID(hash.getLong(), hash.getLong());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
