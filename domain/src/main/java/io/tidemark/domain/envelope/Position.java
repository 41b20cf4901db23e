package io.tidemark.domain.envelope;

/**
 * Where a record stood in Kafka.
 *
 * @param topic the topic
 * @param partition its partition
 * @param offset its offset
 */
public record Position(String topic, int partition, long offset) {
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
