package io.tidemark.app.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads one aggregate from the aggregate itself. */
public interface AggregateReader {

  /**
   * The current state, or empty when no event of that aggregate was ever seen.
   *
   * @param awaited what it must include; fails with {@link NotIncludedException} when it does not
   *     in time
   */
  CompletionStage<Optional<Answer>> read(String type, String id, Optional<AwaitedToken> awaited);

  /**
   * @param json the answer's body as UTF-8 JSON
   * @param token the consistency token, for the ETag
   */
  record Answer(byte[] json, String token) {}
}
