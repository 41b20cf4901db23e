package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.domain.clock.ConsistencyToken;
import io.tidemark.domain.definition.SequencePolicy;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.json.CodePoints;
import io.tidemark.domain.sequencing.Gap;
import io.tidemark.domain.sequencing.SourceSequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Causal delivery: an event that says what its writer had observed waits until all of that was
 * applied. What it waits for counts as missing, with the same patience as any gap.
 *
 * <p>Only events that wait in memory are looked at: beyond {@code hold} order is by number alone.
 *
 * @see <a href="https://doi.org/10.1145/128738.128742">Birman, Schiper, Stephenson: Lightweight
 *     Causal and Atomic Group Multicast, 1991</a>
 */
final class CausalWait {
  /** Empty in most aggregates, and made when it is needed; so is the other. */
  private Map<String, SourceSequence> blocked = Map.of();

  private Map<String, Long> givenUp = Map.of();

  /** Nobody waits any longer for this source's numbers up to this one. */
  void giveUp(String source, long to) {
    if (givenUp.isEmpty()) {
      givenUp = new TreeMap<>(CodePoints.ORDER);
    }
    givenUp.merge(source, to, Math::max);
  }

  /** Notes whether the source's next event waits for others. */
  void track(SourceSequence sequence) {
    if (sequence.isBlocked()) {
      if (blocked.isEmpty()) {
        blocked = new TreeMap<>(CodePoints.ORDER);
      }
      blocked.put(sequence.source(), sequence);
    } else if (!blocked.isEmpty()) {
      blocked.remove(sequence.source());
    }
  }

  boolean hasBlocked() {
    return !blocked.isEmpty();
  }

  /** The sources whose next event waits for others; a copy. */
  List<SourceSequence> blocked() {
    return List.copyOf(blocked.values());
  }

  /** By source, up to which number the event's writer had observed and the aggregate has not. */
  Map<String, Long> missing(
      Event event, Map<String, SourceSequence> sources, SequencePolicy policy) {
    ConsistencyToken token = event.header().observed();
    if (token == null) {
      return Map.of();
    }
    Map<String, Long> missing = new TreeMap<>(CodePoints.ORDER);
    token
        .vector()
        .forEach(
            (source, number) -> {
              if (!source.equals(event.source())
                  && number > givenUp.getOrDefault(source, Long.MIN_VALUE)
                  && !sequence(source, sources, policy).isWhole(number)) {
                missing.put(source, number);
              }
            });
    return missing;
  }

  private static SourceSequence sequence(
      String source, Map<String, SourceSequence> sources, SequencePolicy policy) {
    SourceSequence known = sources.get(source);
    return known != null ? known : new SourceSequence(source, policy);
  }

  /**
   * What the blocked events wait for, beyond the gaps that the numbers show by themselves.
   *
   * @param circular whether nothing else is missing: if then all is there, events wait for one
   *     another, and each is shown as a gap that can be given up
   */
  List<Gap> gaps(Map<String, SourceSequence> sources, SequencePolicy policy, boolean circular) {
    Map<String, Gap> gaps = new TreeMap<>(CodePoints.ORDER);
    Map<String, Gap> circles = new TreeMap<>(CodePoints.ORDER);
    for (SourceSequence waiting : blocked.values()) {
      Instant since = waiting.blockedSince();
      missing(waiting.blockedEvent(), sources, policy)
          .forEach(
              (source, number) -> {
                SourceSequence lacking = sequence(source, sources, policy);
                long unseen = lacking.firstUnseen();
                Map<String, Gap> target = unseen <= number ? gaps : circles;
                long from = Math.min(unseen, number);
                Gap gap =
                    new Gap(
                        source,
                        from,
                        number,
                        since,
                        false,
                        lacking.lastPosition(),
                        null,
                        waiting.waiting());
                target.merge(source, gap, CausalWait::both);
              });
    }
    return new ArrayList<>(gaps.isEmpty() && circular ? circles.values() : gaps.values());
  }

  private static Gap both(Gap left, Gap right) {
    Instant since = left.since().isBefore(right.since()) ? left.since() : right.since();
    return new Gap(
        left.source(),
        Math.min(left.from(), right.from()),
        Math.max(left.to(), right.to()),
        since,
        false,
        left.before(),
        null,
        left.waiting() + right.waiting());
  }

  CausalWait copy() {
    CausalWait copy = new CausalWait();
    givenUp.forEach(copy::giveUp);
    return copy;
  }

  JsonNode save() {
    ObjectNode saved = JsonNodeFactory.instance.objectNode();
    givenUp.forEach(saved::put);
    return saved;
  }

  static CausalWait load(JsonNode saved) {
    CausalWait wait = new CausalWait();
    saved.properties().forEach(e -> wait.giveUp(e.getKey(), e.getValue().longValue()));
    return wait;
  }
}
