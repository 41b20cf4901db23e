package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * What aggregates were. Fails with {@link io.tidemark.domain.aggregate.HistoryTooLongException}
 * when a history is too long for that, and with {@link BusyException} when too many ask.
 */
public interface HistoryReader {

  /** The state at a version; empty when the aggregate has not come to it. */
  CompletionStage<Optional<AggregateReader.Answer>> at(String type, String id, long version);

  /** The state made of what took effect up to an instant; empty when nothing had. */
  CompletionStage<Optional<AggregateReader.Answer>> at(String type, String id, Instant at);

  /** The events applied from a version on; empty when none ever was. */
  CompletionStage<Optional<Page>> events(String type, String id, long from, int limit);

  /** What changed between two versions, the second or else the latest; empty when one is not. */
  CompletionStage<Optional<JsonNode>> difference(
      String type, String id, long from, OptionalLong to);
}
