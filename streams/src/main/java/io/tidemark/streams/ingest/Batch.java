package io.tidemark.streams.ingest;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.kafka.ConsumerMessage.CommittableMessage;

/** Records taken in together: as many as arrived while the batch before was worked off. */
final class Batch {
  /** The most bytes of one batch; small records count as {@link #SMALLEST}. */
  static final long MAXIMUM_COST = 8_388_608;

  private static final long SMALLEST = 4_096;

  private final List<CommittableMessage<byte[], byte[]>> messages = new ArrayList<>();

  static Batch of(CommittableMessage<byte[], byte[]> first) {
    return new Batch().add(first);
  }

  Batch add(CommittableMessage<byte[], byte[]> message) {
    messages.add(message);
    return this;
  }

  List<CommittableMessage<byte[], byte[]>> messages() {
    return messages;
  }

  static long cost(CommittableMessage<byte[], byte[]> message) {
    return Math.max(SMALLEST, message.record().serializedValueSize());
  }
}
