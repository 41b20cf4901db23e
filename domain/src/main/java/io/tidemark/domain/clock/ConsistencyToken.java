package io.tidemark.domain.clock;

import io.tidemark.domain.json.CodePoints;
import java.util.Map;
import java.util.TreeMap;

/**
 * What someone has seen of one aggregate: a version vector, and the clock of the latest event in
 * it. As a text see {@link AggregateToken}.
 *
 * @param clock the latest effective time among the events it stands for; null when there are none
 * @param vector source to highest number applied, or to how many where there are no numbers; not to
 *     be changed
 * @see <a href="https://arxiv.org/abs/1011.5808">Preguiça, Baquero, Almeida, Fonte, Gonçalves:
 *     Dotted Version Vectors, 2010, whose dots are here (source, number)</a>
 */
public record ConsistencyToken(EffectiveTime clock, Map<String, Long> vector) {
  /** The token of an aggregate without events. */
  public static final ConsistencyToken NOTHING = new ConsistencyToken(null, Map.of());

  /**
   * Whether an event is among those that the token stands for.
   *
   * @param sequence the event's number; when negative it has none, and its time decides
   */
  public boolean covers(String source, long sequence, EffectiveTime time) {
    if (sequence < 0) {
      return clock != null && time.compareTo(clock) <= 0;
    }
    Long seen = vector.get(source);
    return seen != null && sequence <= seen;
  }

  /** What the two stand for together. */
  public ConsistencyToken join(ConsistencyToken other) {
    if (vector.isEmpty() && clock == null) {
      return other;
    }
    Map<String, Long> joined = new TreeMap<>(CodePoints.ORDER);
    joined.putAll(vector);
    other.vector.forEach((source, number) -> joined.merge(source, number, Math::max));
    return new ConsistencyToken(EffectiveTime.later(clock, other.clock), joined);
  }

  /** As a text for headers and URLs, without a word of the aggregate. */
  public String encode() {
    return TokenFormat.encode(new AggregateToken(null, null, this));
  }

  /** As a text for headers and URLs that names the aggregate, so that it can be waited for. */
  public String encode(String type, String id) {
    return TokenFormat.encode(new AggregateToken(type, id, this));
  }

  /**
   * Reads a token, whether or not it names its aggregate.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static ConsistencyToken decode(String text) {
    return AggregateToken.decode(text).token();
  }
}
