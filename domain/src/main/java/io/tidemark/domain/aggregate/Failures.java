package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.envelope.DeadLetter;
import io.tidemark.domain.envelope.Event;
import io.tidemark.domain.envelope.EventFormat;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The held events that turned out to be dead letters. Their offsets were committed when they were
 * journaled, so they are kept until they come again or are given up: a stream that starts anew is
 * told of them again. At most {@link #LIMIT}; the oldest go first.
 */
final class Failures {
  private static final int LIMIT = 100;

  private final ArrayDeque<Decision.Rejection> failures = new ArrayDeque<>(0);

  void add(Event event, String message) {
    failures.add(new Decision.Rejection(event, Decision.RULE_FAILED, message));
    if (failures.size() > LIMIT) {
      failures.remove();
    }
  }

  /** The event came again, in good order. */
  void settle(Event event) {
    if (event.sequence() != Event.NO_SEQUENCE && !failures.isEmpty()) {
      failures.removeIf(
          failure ->
              failure.event().source().equals(event.source())
                  && failure.event().sequence() == event.sequence());
    }
  }

  /** A letter was redeemed or given up. */
  void settle(String letter) {
    failures.removeIf(failure -> DeadLetter.id(failure.event().position()).equals(letter));
  }

  List<Decision.Rejection> list() {
    return List.copyOf(failures);
  }

  JsonNode save() {
    ArrayNode saved = JsonNodeFactory.instance.arrayNode(failures.size());
    failures.forEach(f -> saved.addArray().add(EventFormat.write(f.event())).add(f.message()));
    return saved;
  }

  static Failures load(JsonNode saved) {
    Failures loaded = new Failures();
    for (JsonNode failure : saved) {
      loaded.failures.add(
          new Decision.Rejection(
              EventFormat.read(failure.get(0)), Decision.RULE_FAILED, failure.get(1).textValue()));
    }
    return loaded;
  }
}
