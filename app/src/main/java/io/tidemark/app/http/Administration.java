package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What an operator may do. Each answers once what it asks for is on record in Kafka. */
public interface Administration {

  /** Which dead letters to redrive; what is absent does not matter. */
  record Filter(
      Optional<String> type,
      Optional<String> aggregate,
      Optional<String> source,
      Optional<String> reason,
      int limit) {}

  /** Gives a dead letter another try; empty when there is none of that id. */
  CompletionStage<Optional<JsonNode>> redrive(String id);

  /** What a redrive would do: the aggregate before and after; empty as above. */
  CompletionStage<Optional<JsonNode>> rehearse(String id);

  /** Gives many dead letters another try, in the order of their aggregates, sources and numbers. */
  CompletionStage<JsonNode> redrive(Filter filter);

  /** Gives a dead letter up, so that what waits behind it goes on; empty as above. */
  CompletionStage<Optional<JsonNode>> discard(String id);

  /** Gives up the missing numbers of a source; empty when none are missing. */
  CompletionStage<Optional<JsonNode>> skip(String type, String id, String source);

  /**
   * Has the state of every aggregate of a type announced again, or goes on with it after an
   * interruption; answers how far it is. Empty when there is no such type.
   */
  CompletionStage<Optional<JsonNode>> republish(String type);

  /** How far that is; empty when there is no such type, or nobody ever asked for it. */
  CompletionStage<Optional<JsonNode>> republication(String type);
}
