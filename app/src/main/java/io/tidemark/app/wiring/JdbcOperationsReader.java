package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.http.InvalidRequestException;
import io.tidemark.app.http.OperationsReader;
import io.tidemark.app.http.Page;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.persistence.operations.OperationsQueries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Answers questions about dead letters and gaps from PostgreSQL, page by page. */
public final class JdbcOperationsReader implements OperationsReader {
  private final OperationsQueries queries;
  private final Executor blocking;

  public JdbcOperationsReader(OperationsQueries queries, Executor blocking) {
    this.queries = queries;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Page> deadLetters(int limit, Optional<String> cursor) {
    String after = cursor.map(text -> position(text, 1).get(0).asText()).orElse("");
    return CompletableFuture.supplyAsync(
        () -> page(queries.deadLetters(after, limit + 1), limit, "id"), blocking);
  }

  @Override
  public CompletionStage<Optional<JsonNode>> deadLetter(String id) {
    return CompletableFuture.supplyAsync(() -> queries.deadLetter(id), blocking);
  }

  @Override
  public CompletionStage<Page> gaps(int limit, Optional<String> cursor) {
    Optional<JsonNode> after = cursor.map(text -> position(text, 4));
    return CompletableFuture.supplyAsync(
        () ->
            page(
                queries.gaps(
                    after.map(a -> a.get(0).asText()).orElse(""),
                    after.map(a -> a.get(1).asText()).orElse(""),
                    after.map(a -> a.get(2).asText()).orElse(""),
                    after.map(a -> a.get(3).asLong()).orElse(Long.MIN_VALUE),
                    limit + 1),
                limit,
                "type",
                "id",
                "source",
                "from"),
        blocking);
  }

  /** One row more than asked for tells whether there is a next page. */
  private static Page page(List<ObjectNode> rows, int limit, String... key) {
    if (rows.size() <= limit) {
      return new Page(rows, Optional.empty());
    }
    ArrayNode position = ExactJson.mapper().createArrayNode();
    for (String name : key) {
      position.add(rows.get(limit - 1).get(name));
    }
    byte[] bytes = position.toString().getBytes(StandardCharsets.UTF_8);
    return new Page(
        rows.subList(0, limit),
        Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
  }

  private static JsonNode position(String cursor, int size) {
    try {
      JsonNode position = ExactJson.mapper().readTree(Base64.getUrlDecoder().decode(cursor));
      if (position != null && position.isArray() && position.size() == size) {
        return position;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidRequestException("cursor is not one that this list gave");
    }
    throw new InvalidRequestException("cursor is not one that this list gave");
  }
}
