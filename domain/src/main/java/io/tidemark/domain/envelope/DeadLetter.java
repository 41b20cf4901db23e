package io.tidemark.domain.envelope;

import java.util.List;

/**
 * A record that could not be taken in, whole, as it came.
 *
 * @param id its record's coordinates, so that the same record is kept once
 * @param aggregateType whose topic it came on
 * @param aggregateId whose event it is, or null when that could not be told
 * @param source its writer, or null when that could not be told
 * @param sequence its number, or null when that could not be told
 * @param reason the stable code, for programs
 * @param message what was wrong, for people
 * @param position where the record stands
 * @param time the record's timestamp, milliseconds since the epoch
 * @param key the record's key, or null
 * @param value the record's value, or null
 * @param headers the record's headers, in order
 * @param traceparent its trace context, or null
 */
public record DeadLetter(
    String id,
    String aggregateType,
    String aggregateId,
    String source,
    Long sequence,
    String reason,
    String message,
    Position position,
    long time,
    byte[] key,
    byte[] value,
    List<Header> headers,
    String traceparent) {
  /** The id of the dead letter that stands at a position. */
  public static String id(Position position) {
    return position.topic() + "-" + position.partition() + "-" + position.offset();
  }

  public DeadLetter {
    headers = List.copyOf(headers);
  }

  /** One header of a record; the value may be null. */
  public record Header(String name, byte[] value) {}
}
