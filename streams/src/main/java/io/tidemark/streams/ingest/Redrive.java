package io.tidemark.streams.ingest;

import io.tidemark.domain.aggregate.Instruction;
import io.tidemark.domain.envelope.DeadLetter;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * What a dead letter is read as now, before it is given another try.
 *
 * @param aggregateId the aggregate, if it can be told
 * @param instruction what its aggregate would be told; empty when it would be a dead letter again
 * @param reason why it would; null when it would not
 * @param message the same for people
 */
public record Redrive(
    Optional<String> aggregateId,
    Optional<Instruction> instruction,
    String reason,
    String message) {

  /** Reads a dead letter with the aggregates file as it is. */
  public static Redrive of(DeadLetter letter, EnvelopeDecoder decoder, Instant now) {
    ProducerRecord<byte[], byte[]> sent =
        InternalTopics.of(letter.aggregateType()).redriven(letter);
    Decoded decoded = decoder.decode(received(sent, letter.position().partition()), now);
    if (decoded instanceof Decoded.Misrouted misrouted) {
      decoded = decoder.decode(received(sent, decoder.partition(misrouted.aggregateId())), now);
    }
    if (decoded instanceof Decoded.Accepted accepted) {
      return new Redrive(
          Optional.of(accepted.aggregateId()),
          Optional.of(new Instruction.Redeem(accepted.event(), letter.id())),
          null,
          null);
    }
    if (decoded instanceof Decoded.Undecodable undecodable) {
      return new Redrive(
          Optional.ofNullable(undecodable.aggregateId()),
          Optional.empty(),
          undecodable.reason(),
          undecodable.message());
    }
    return new Redrive(Optional.empty(), Optional.empty(), "no-event", "it is no event");
  }

  private static ConsumerRecord<byte[], byte[]> received(
      ProducerRecord<byte[], byte[]> sent, int partition) {
    return new ConsumerRecord<>(
        sent.topic(),
        partition,
        0,
        0,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        sent.key(),
        sent.value(),
        sent.headers(),
        Optional.empty());
  }
}
