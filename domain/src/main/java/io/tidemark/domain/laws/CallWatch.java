package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** Which call of a rule is under way, and since when: so that one that never returns is noticed. */
final class CallWatch {
  private volatile Call call;

  private record Call(String method, JsonNode state, JsonNode value, long since) {}

  /** A call begins; what it is given may be null. */
  void begin(String method, JsonNode state, JsonNode value) {
    call = new Call(method, state, value, System.nanoTime());
  }

  /** The call has returned, or thrown. */
  void end() {
    call = null;
  }

  /** The call that has been under way for longer than that, in words. */
  Optional<String> longerThan(Duration patience) {
    Call now = call;
    if (now == null || System.nanoTime() - now.since() < patience.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s has not returned for %d s; it was given%s%s"
            .formatted(
                now.method(),
                (System.nanoTime() - now.since()) / 1_000_000_000,
                now.state() == null ? " no state" : " the state " + Shown.json(now.state()),
                now.value() == null ? "" : " and the value " + Shown.json(now.value())));
  }
}
