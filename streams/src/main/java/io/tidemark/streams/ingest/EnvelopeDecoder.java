package io.tidemark.streams.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.aggregate.EventInterpreter;
import io.tidemark.domain.aggregate.InvalidEvent;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.domain.definition.SequencePolicy.Mode;
import io.tidemark.domain.definition.ValueExpression;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Turns records into events: decodes, checks and interprets each once. Pure but for the clock. */
public final class EnvelopeDecoder {
  /** The longest aggregate id, source or event id that is accepted, in characters. */
  public static final int MAXIMUM_NAME = 1_000;

  /** How far an event's time may lie ahead of this node's clock. */
  public static final Duration MAXIMUM_AHEAD = Duration.ofHours(24);

  /** The attributes that have a meaning here; all others are carried along as extensions. */
  static final Set<String> KNOWN =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "time",
          "subject",
          "sequence",
          "sequencetype",
          "datacontenttype",
          "correlationid",
          "causationid",
          "traceparent",
          "tracestate",
          "observed");

  private final AggregateDefinition definition;
  private final EventInterpreter interpreter;
  private final InternalTopics topics;
  private final int partitions;

  /**
   * @param partitions how many partitions each topic of the type has
   */
  public EnvelopeDecoder(
      AggregateDefinition definition, EventInterpreter interpreter, int partitions) {
    this.definition = definition;
    this.interpreter = interpreter;
    this.topics = InternalTopics.of(definition.type());
    this.partitions = partitions;
  }

  /** The partition that an aggregate's records belong on: Kafka's default partitioner's. */
  public static int partition(String aggregateId, int partitions) {
    return BuiltInPartitioner.partitionForKey(
        aggregateId.getBytes(StandardCharsets.UTF_8), partitions);
  }

  /** The partition of an aggregate of this type. */
  public int partition(String aggregateId) {
    return partition(aggregateId, partitions);
  }

  /**
   * What a record is.
   *
   * @param now with how much patience its time is looked at
   */
  public Decoded decode(ConsumerRecord<byte[], byte[]> record, Instant now) {
    if (record.value() == null) {
      return new Decoded.Tombstone();
    }
    Partial partial = new Partial();
    try {
      return record.topic().equals(topics.control())
          ? ControlRecords.read(record)
          : event(record, now, partial);
    } catch (UndecodableException e) {
      // What was found first is what is wrong; other things may be missing because of it.
      UndecodableException first = partial.problem == null ? e : partial.problem;
      return partial.undecodable(first.reason(), first.getMessage());
    } catch (InvalidEvent e) {
      return partial.undecodable(e.reason(), e.getMessage());
    }
  }

  /** What is known of a record by the time that it turns out to be undecodable. */
  private static final class Partial {
    private String aggregateId;
    private String source;
    private Long sequence;
    private Map<String, String> attributes = Map.of();
    private UndecodableException problem;
    private Event event;

    Decoded undecodable(String reason, String message) {
      return new Decoded.Undecodable(
          aggregateId,
          source,
          sequence,
          carried(attributes.get("traceparent")),
          reason,
          message,
          event);
    }
  }

  private Decoded event(ConsumerRecord<byte[], byte[]> record, Instant now, Partial partial)
      throws UndecodableException, InvalidEvent {
    RecordAttributes parts = RecordAttributes.of(record, definition.format());
    Map<String, String> attributes = parts.attributes();
    partial.attributes = attributes;
    partial.problem = parts.problem();
    if (!"1.0".equals(attributes.get("specversion"))) {
      throw new UndecodableException(
          "unsupported-specversion",
          "specversion " + attributes.get("specversion") + " is not read; 1.0 is");
    }
    partial.source = name(attributes, "source");
    Position position = topics.origin(record);
    String aggregateId = aggregateId(parts);
    if (partition(aggregateId, partitions) != record.partition()) {
      return new Decoded.Misrouted(aggregateId, record);
    }
    partial.aggregateId = aggregateId;
    long sequence = sequence(attributes.get("sequence"));
    partial.sequence = sequence == Event.NO_SEQUENCE ? null : sequence;
    if (parts.problem() != null) {
      throw parts.problem();
    }
    Event.Header header = header(attributes, sequence, time(attributes, record, now), now);
    Event event =
        parts.tree() == null
            ? new Event(header, parts.data(), position)
            : new Event(header, parts.data(), parts.tree(), position);
    partial.event = event;
    event.interpretedAs(interpreter.interpret(event));
    return new Decoded.Accepted(aggregateId, event, topics.redrivenLetter(record));
  }

  private static Event.Header header(
      Map<String, String> attributes, long sequence, long time, Instant now)
      throws UndecodableException {
    Map<String, String> extensions = Map.of();
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      if (isExtension(attribute.getKey(), sequence)) {
        extensions = extensions.isEmpty() ? new HashMap<>() : extensions;
        extensions.put(attribute.getKey(), attribute.getValue());
      }
    }
    return new Event.Header(
        name(attributes, "id"),
        name(attributes, "source"),
        sequence,
        name(attributes, "type"),
        time,
        carried(attributes.get("correlationid")),
        carried(attributes.get("causationid")),
        carried(attributes.get("traceparent")),
        carried(attributes.get("tracestate")),
        observed(attributes.get("observed"), now),
        extensions);
  }

  /** A sequence that does not count is an attribute like any other. */
  private static boolean isExtension(String name, long sequence) {
    return !KNOWN.contains(name)
        || name.equals("subject")
        || (name.equals("sequence") && sequence == Event.NO_SEQUENCE);
  }

  /**
   * What is only carried on is cut off where it is too long, rather than refused: no state depends
   * on it, and no aggregate is to stand still for it.
   */
  static String carried(String text) {
    if (text == null || text.length() <= MAXIMUM_NAME) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAXIMUM_NAME - 1));
    return text.substring(0, splitsPair ? MAXIMUM_NAME - 1 : MAXIMUM_NAME);
  }

  private String aggregateId(RecordAttributes parts) throws UndecodableException {
    if (definition.id() instanceof ValueExpression.Attribute attribute) {
      return name(parts.attributes(), attribute.name());
    }
    ValueExpression.Pointer pointer = (ValueExpression.Pointer) definition.id();
    JsonNode found = parts.tree() == null ? null : parts.tree().at(pointer.pointer());
    if (found == null || !found.isValueNode() || found.isNull() || found.asText().isEmpty()) {
      throw new UndecodableException("no-id", "no aggregate id at " + pointer.pointer());
    }
    String where = pointer.pointer().toString();
    return checked(RecordAttributes.text(found, where), where);
  }

  private static String name(Map<String, String> attributes, String attribute)
      throws UndecodableException {
    return checked(attributes.get(attribute), attribute);
  }

  private static String checked(String text, String where) throws UndecodableException {
    if (text == null || text.isEmpty()) {
      throw new UndecodableException("no-" + where.replace("/", ""), where + " is missing");
    }
    if (text.length() > MAXIMUM_NAME || text.indexOf('\0') >= 0) {
      throw new UndecodableException(
          "bad-attribute",
          where + " is longer than " + MAXIMUM_NAME + " characters or has a NUL in it");
    }
    return text;
  }

  private long sequence(String text) throws UndecodableException {
    if (definition.sequence().mode() == Mode.NONE) {
      return Event.NO_SEQUENCE;
    }
    if (text == null || text.isEmpty()) {
      throw new UndecodableException("no-sequence", "sequence is missing");
    }
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        throw new UndecodableException(
            "bad-sequence", "sequence \"" + shown(text) + "\" is not a decimal integer");
      }
      start = start == i && text.charAt(i) == '0' && i < text.length() - 1 ? i + 1 : start;
    }
    String digits = text.substring(start);
    String greatest = Long.toString(Long.MAX_VALUE - 1);
    if (digits.length() > greatest.length()
        || (digits.length() == greatest.length() && digits.compareTo(greatest) > 0)) {
      throw new UndecodableException(
          "bad-sequence", "sequence " + shown(text) + " is greater than " + greatest);
    }
    return Long.parseLong(digits);
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private long time(
      Map<String, String> attributes, ConsumerRecord<byte[], byte[]> record, Instant now)
      throws UndecodableException {
    String text = attributes.get("time");
    try {
      Instant time =
          text == null ? Instant.ofEpochMilli(topics.originalTime(record)) : instant(text);
      if (time.isAfter(now.plus(MAXIMUM_AHEAD))) {
        throw new UndecodableException(
            "implausible-time",
            "time " + time + " lies more than " + MAXIMUM_AHEAD + " ahead of this node's clock");
      }
      return EffectiveTime.nanos(time);
    } catch (DateTimeParseException e) {
      throw new UndecodableException(
          "bad-time", "time \"" + shown(String.valueOf(text)) + "\" is not RFC 3339");
    } catch (ArithmeticException e) {
      throw new UndecodableException(
          "bad-time",
          "time " + shown(String.valueOf(text)) + " lies outside the years 1678 to 2261");
    }
  }

  /** RFC 3339; plain JSON may also give milliseconds since the epoch. */
  private Instant instant(String text) {
    boolean isNumber =
        !text.isEmpty()
            && definition.format().kind() == io.tidemark.domain.definition.InputFormat.Kind.JSON
            && text.length() <= 18
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Instant.ofEpochMilli(Long.parseLong(text)) : EventTime.parse(text);
  }

  private static ConsistencyToken observed(String text, Instant now) throws UndecodableException {
    if (text == null) {
      return null;
    }
    ConsistencyToken token;
    try {
      token = ConsistencyToken.decode(text);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("bad-token", "observed is not a consistency token");
    }
    if (token.clock() != null
        && EffectiveTime.instant(token.clock().nanos()).isAfter(now.plus(MAXIMUM_AHEAD))) {
      throw new UndecodableException(
          "implausible-time",
          "the clock of observed lies more than " + MAXIMUM_AHEAD + " ahead of this node's clock");
    }
    return token;
  }
}
