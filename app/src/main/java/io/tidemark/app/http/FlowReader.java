package io.tidemark.app.http;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds events by their flow. */
public interface FlowReader {

  /**
   * What is asked for; all that is given must hold, and something is given.
   *
   * @param from not earlier than that
   * @param to earlier than that
   */
  record Question(
      Optional<String> correlationId,
      Optional<String> id,
      Optional<String> type,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /**
   * A page: of a flow in causal order, else by time. Fails with {@link InvalidRequestException}
   * when the cursor is not one that this question gave.
   */
  CompletionStage<Page> events(Question question, int limit, Optional<String> cursor);
}
