package io.tidemark.load.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An event as its writer made it, before any of Tidemark's own types.
 *
 * @param id the event's id, unique per source
 * @param source the writer
 * @param type the event's type
 * @param subject the aggregate's id
 * @param sequence the writer's number of this event within its aggregate, or {@link #NO_SEQUENCE}
 * @param time RFC 3339, to the nanosecond, with any offset
 * @param correlationId the flow it belongs to
 * @param causationId the id of the event that led to it, when there is one
 * @param observed what its writer had read, when it says so
 * @param data the payload
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    String subject,
    long sequence,
    String time,
    Optional<String> correlationId,
    Optional<String> causationId,
    Optional<Observed> observed,
    JsonNode data) {

  /** The sequence of an event that has none. */
  public static final long NO_SEQUENCE = -1;

  /** An event whose writer never read. */
  public CloudEvent(
      String id,
      String source,
      String type,
      String subject,
      long sequence,
      String time,
      Optional<String> correlationId,
      Optional<String> causationId,
      JsonNode data) {
    this(
        id,
        source,
        type,
        subject,
        sequence,
        time,
        correlationId,
        causationId,
        Optional.empty(),
        data);
  }

  /** The same event at another time. */
  public CloudEvent at(String other) {
    return new CloudEvent(
        id, source, type, subject, sequence, other, correlationId, causationId, observed, data);
  }

  /** The attribute of that CloudEvents name, when the event carries it. */
  public Optional<String> attribute(String name) {
    return switch (name) {
      case "id" -> Optional.of(id);
      case "source" -> Optional.of(source);
      case "type" -> Optional.of(type);
      case "subject" -> Optional.of(subject);
      case "sequence" ->
          sequence == NO_SEQUENCE ? Optional.empty() : Optional.of(Long.toString(sequence));
      case "time" -> Optional.of(time);
      case "correlationid" -> correlationId;
      case "causationid" -> causationId;
      default -> Optional.empty();
    };
  }
}
