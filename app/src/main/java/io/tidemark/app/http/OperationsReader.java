package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is missing or failed. A cursor that none of the lists gave fails with {@link
 * InvalidRequestException}.
 */
public interface OperationsReader {

  /** The dead letters, oldest first. */
  CompletionStage<Page> deadLetters(int limit, Optional<String> cursor);

  /** One dead letter, or empty when there is none of that id. */
  CompletionStage<Optional<JsonNode>> deadLetter(String id);

  /** The open gaps. */
  CompletionStage<Page> gaps(int limit, Optional<String> cursor);
}
