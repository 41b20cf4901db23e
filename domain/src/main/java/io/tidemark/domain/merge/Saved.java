package io.tidemark.domain.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.CodePoints;
import java.util.Map;
import java.util.TreeMap;

/** The snapshot form of what all rules remember: times and stamps as short arrays. */
public final class Saved {
  private Saved() {}

  /** A time as {@code [nanos, counter]}, or null. */
  public static JsonNode time(EffectiveTime time) {
    return time == null
        ? NullNode.instance
        : JsonNodeFactory.instance.arrayNode(2).add(time.nanos()).add(time.counter());
  }

  /** The time that {@link #time(EffectiveTime)} saved; null for null or nothing. */
  public static EffectiveTime time(JsonNode saved) {
    return saved == null || !saved.isArray()
        ? null
        : new EffectiveTime(saved.get(0).longValue(), saved.get(1).longValue());
  }

  /** A token as its time and its vector. */
  public static ArrayNode token(ConsistencyToken token) {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(2).add(time(token.clock()));
    ObjectNode vector = saved.addObject();
    token.vector().forEach(vector::put);
    return saved;
  }

  /** The token that {@link #token(ConsistencyToken)} saved; null for nothing. */
  public static ConsistencyToken token(JsonNode saved) {
    if (saved == null) {
      return null;
    }
    Map<String, Long> vector = new TreeMap<>(CodePoints.ORDER);
    saved.get(1).properties().forEach(e -> vector.put(e.getKey(), e.getValue().longValue()));
    return new ConsistencyToken(time(saved.get(0)), vector);
  }

  static ArrayNode stamp(Stamp stamp) {
    return JsonNodeFactory.instance
        .arrayNode(4)
        .add(stamp.time().nanos())
        .add(stamp.time().counter())
        .add(stamp.source())
        .add(stamp.sequence());
  }

  static Stamp stamp(JsonNode saved) {
    return new Stamp(time(saved), saved.get(2).textValue(), saved.get(3).longValue());
  }
}
