package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.domain.aggregate.HistoryTooLongException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every aggregate has five versions, one a second from 2026 on. */
final class FakeHistories implements HistoryReader {
  static final long LAST = 5;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public CompletionStage<Optional<AggregateReader.Answer>> at(
      String type, String id, long version) {
    return switch (id) {
      case "long" -> CompletableFuture.failedFuture(new HistoryTooLongException("by far"));
      case "busy" -> CompletableFuture.failedFuture(new BusyException("too many"));
      default -> CompletableFuture.completedFuture(state(version));
    };
  }

  @Override
  public CompletionStage<Optional<AggregateReader.Answer>> at(String type, String id, Instant at) {
    return CompletableFuture.completedFuture(state(at.getEpochSecond() - START.getEpochSecond()));
  }

  private static Optional<AggregateReader.Answer> state(long version) {
    return version < 1 || version > LAST
        ? Optional.empty()
        : Optional.of(
            new AggregateReader.Answer(
                "{\"version\":%d}".formatted(version).getBytes(StandardCharsets.UTF_8),
                "token-" + version));
  }

  @Override
  public CompletionStage<Optional<Page>> events(String type, String id, long from, int limit) {
    if (id.equals("none")) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    List<JsonNode> items = new ArrayList<>();
    long version = from;
    for (; version <= LAST && items.size() < limit; version++) {
      items.add(JsonNodeFactory.instance.objectNode().put("version", version));
    }
    return CompletableFuture.completedFuture(
        Optional.of(
            new Page(
                items, version <= LAST ? Optional.of(Long.toString(version)) : Optional.empty())));
  }

  @Override
  public CompletionStage<Optional<JsonNode>> difference(
      String type, String id, long from, OptionalLong to) {
    return CompletableFuture.completedFuture(
        from > LAST || to.orElse(LAST) > LAST
            ? Optional.empty()
            : Optional.of(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("from", from)
                    .put("to", to.orElse(LAST))));
  }
}
