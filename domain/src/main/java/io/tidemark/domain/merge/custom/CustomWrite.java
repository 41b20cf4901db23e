package io.tidemark.domain.merge.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.Stamp;
import java.time.Instant;
import java.util.Objects;

/**
 * One value that an event applies to a field with a {@link CustomRule}. Its identity is stamp and
 * place; writes compare by them: by effective time, then source by code point, then sequence, then
 * place. That order is total, and the same at every node and on every run.
 *
 * @param value the value, one that the rule's {@code check} lets pass; in the form in which equal
 *     values are equal nodes: members sorted, numbers without trailing zeros (1.10 and 11e-1 are
 *     1.1)
 * @param stamp the event: its effective time, source and number
 * @param place tells the writes of one event to one field apart: 0 for the first, then 1, 2 ...
 */
public record CustomWrite(JsonNode value, Stamp stamp, int place)
    implements Comparable<CustomWrite> {

  public CustomWrite {
    value = JsonOrder.canonical(value);
    Objects.requireNonNull(stamp, "stamp");
    if (place < 0) {
      throw new IllegalArgumentException("place is 0 or more, not " + place);
    }
  }

  /** The only write of its event to the field, or the first one. */
  public CustomWrite(JsonNode value, Stamp stamp) {
    this(value, stamp, 0);
  }

  /**
   * When the event took effect: its own time, unless its writer had by then written or observed
   * something later. Several events may share it; only {@link #compareTo} tells them apart.
   */
  public Instant time() {
    return EffectiveTime.instant(stamp.time().nanos());
  }

  /** Who wrote it. */
  public String source() {
    return stamp.source();
  }

  /** The event's number, among those of its source for the aggregate. */
  public long sequence() {
    return stamp.sequence();
  }

  /**
   * The write's identity and its place in the total order, in a form that a state can hold: {@code
   * [nanoseconds, counter, source, sequence, place]}. Equal for the same write only; {@link
   * JsonOrder#ORDER} compares two of them as {@link #compareTo} does the writes.
   */
  public JsonNode order() {
    return JsonNodeFactory.instance
        .arrayNode(5)
        .add(number(stamp.time().nanos()))
        .add(number(stamp.time().counter()))
        .add(stamp.source())
        .add(number(stamp.sequence()))
        .add(place);
  }

  /** As parsing gives it. */
  private static JsonNode number(long number) {
    return number == (int) number
        ? JsonNodeFactory.instance.numberNode((int) number)
        : JsonNodeFactory.instance.numberNode(number);
  }

  @Override
  public int compareTo(CustomWrite other) {
    int byStamp = stamp.compareTo(other.stamp);
    return byStamp != 0 ? byStamp : Integer.compare(place, other.place);
  }
}
