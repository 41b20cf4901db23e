package io.tidemark.domain.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.merge.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * One event of one aggregate as its writer sent it. Its identity is (aggregate, source, sequence).
 *
 * <p>The data's tree and the interpreted writes are derived from the rest and kept, so that each is
 * made once between Kafka and the journal. Handed from one thread to the next, never shared.
 */
public final class Event {
  /** The sequence of an event that has none. */
  public static final long NO_SEQUENCE = -1;

  private final Header header;
  private final byte[] data;
  private final Position position;
  private JsonNode tree;
  private List<Write> writes;

  /**
   * @param header its attributes
   * @param data its data as UTF-8 JSON; empty when it has none
   * @param position where it stood in Kafka
   */
  public Event(Header header, byte[] data, Position position) {
    this.header = header;
    this.data = data;
    this.position = position;
  }

  /** An event whose data was parsed already. */
  public Event(Header header, byte[] data, JsonNode tree, Position position) {
    this(header, data, position);
    this.tree = tree;
  }

  /**
   * The attributes of an event. Texts that may be absent are null then.
   *
   * @param id unique per source
   * @param source the writer
   * @param sequence its number, or {@link Event#NO_SEQUENCE}
   * @param type the event type
   * @param time nanoseconds since the epoch: the event's, or else the record's
   * @param correlationId of the flow, or null
   * @param causationId of what caused it, or null
   * @param traceparent W3C trace context, or null
   * @param tracestate W3C trace context, or null
   * @param observed what its writer had seen of the aggregate, or null when it does not say
   * @param extensions further attributes by name
   */
  public record Header(
      String id,
      String source,
      long sequence,
      String type,
      long time,
      String correlationId,
      String causationId,
      String traceparent,
      String tracestate,
      ConsistencyToken observed,
      Map<String, String> extensions) {
    public Header {
      extensions = Map.copyOf(extensions);
    }
  }

  public Header header() {
    return header;
  }

  /** The same event, with the trace context of what this node does with it. */
  public Event tracedAs(String traceparent) {
    Header traced =
        new Header(
            header.id(),
            header.source(),
            header.sequence(),
            header.type(),
            header.time(),
            header.correlationId(),
            header.causationId(),
            traceparent,
            header.tracestate(),
            header.observed(),
            header.extensions());
    Event event = new Event(traced, data, position);
    event.tree = tree;
    event.writes = writes;
    return event;
  }

  public String source() {
    return header.source();
  }

  public long sequence() {
    return header.sequence();
  }

  public Position position() {
    return position;
  }

  /** The data as UTF-8 JSON; not to be changed. */
  public byte[] data() {
    return data;
  }

  /** The data as a tree; a missing node when there is none. */
  public JsonNode tree() {
    if (tree == null) {
      try {
        tree = data.length == 0 ? MissingNode.getInstance() : ExactJson.mapper().readTree(data);
      } catch (IOException e) {
        throw new UncheckedIOException("data that was once accepted is no longer JSON", e);
      }
    }
    return tree;
  }

  /** What it does, once interpreted; else null. */
  public List<Write> writes() {
    return writes;
  }

  /** Keeps what it does; the tree is let go. */
  public void interpretedAs(List<Write> interpretation) {
    writes = interpretation;
    tree = null;
  }

  @Override
  public String toString() {
    return header.source() + "#" + header.sequence() + " (" + header.id() + ")";
  }
}
